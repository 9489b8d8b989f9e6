using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Audit;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class ChangeTextTests
{
    [Theory]
    [InlineData("PUT backends/{name}", "backends/x", 200, true, "changed the backend x")]
    [InlineData("PUT backends/{name}", "backends/x", 200, false, "created the backend x")]
    [InlineData("PUT backends/{name}", "backends/x", 412, false, "tried to write the backend x")]
    [InlineData("DELETE products/{name}", "products/p", 200, true, "deleted the product p")]
    [InlineData("PUT apis/{api}/aliases/{alias}", "apis/llm/aliases/a/b", 200, true, "changed the alias a/b of llm")]
    [InlineData("POST apis/{api}/aliases/{alias}/rollback", "apis/llm/aliases/gpt/rollback", 200, true, "rolled back the alias gpt of llm")]
    [InlineData("POST apis/{api}/aliases/{alias}/rollout/promote", "apis/llm/aliases/gpt/rollout/promote", 200, true, "ended the rollout of the alias gpt of llm with the canary")]
    [InlineData("POST subscriptions/{name}/keys/primary/regenerate", "subscriptions/team/keys/primary/regenerate", 200, true, "regenerated the primary key of the subscription team")]
    [InlineData("POST sessions", "sessions/1a2b", 201, false, "signed in: the session 1a2b")]
    [InlineData("PUT config", "config", 200, true, "applied a document")]
    [InlineData("POST something", "something", 200, false, "POST something")]
    public void Records_are_told_in_words(string action, string target, int status, bool wasThere, string expected)
    {
        var record = new JsonObject { ["action"] = action, ["object"] = target, ["status"] = status, ["before"] = wasThere ? new JsonObject() : null };

        Assert.Equal(expected, ChangeText.Of(record));
    }
}
