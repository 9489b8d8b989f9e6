using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Tests.Secrets;

public class ClearSecretTests
{
    private readonly ClearSecret _secret = new("canary-4711", "${env:KEY}");

    [Fact]
    public void Neither_text_nor_JSON_of_it_or_of_what_holds_it_shows_the_secret()
    {
        var backend = new ClearBackend(new BackendDefinition { Format = "openai" }, "api-key", _secret, new Dictionary<string, ClearSecret> { ["x"] = _secret });
        var subscription = new ClearSubscription("p", [_secret]);

        string[] shown =
        [
            _secret.ToString(), backend.ToString(), subscription.ToString(),
            JsonSerializer.Serialize(_secret), JsonSerializer.Serialize(backend), JsonSerializer.Serialize(subscription),
        ];

        Assert.All(shown, text => Assert.DoesNotContain("canary", text, StringComparison.Ordinal));
        Assert.Equal("\"***\"", JsonSerializer.Serialize(_secret));
    }
}
