using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

public sealed class AdminFixture : GatewayFixture
{
    internal const string ReferenceVariable = "GATEWAY_TEST_PROVIDER_KEY";

    private protected override string Document(string providerUrl)
    {
        Environment.SetEnvironmentVariable(ReferenceVariable, "sk-provider-key-by-reference");
        return Documents.Of(
            new()
            {
                ["one"] = Documents.OpenAi(providerUrl, "gpt-4o-one"),
                ["two"] = Documents.OpenAi(providerUrl, "gpt-4o-two"),
                ["counted"] = Documents.OpenAi(providerUrl, "gpt-4o-counted"),
                ["referenced"] = new
                {
                    format = "openai",
                    url = $"{providerUrl}/v1",
                    credentials = new { header = new { name = "Authorization", value = $"Bearer ${{env:{ReferenceVariable}}}" } },
                    headers = new Dictionary<string, string> { ["x-extra"] = "a literal header value" },
                },
            },
            new()
            {
                ["gpt"] = Documents.Targets("one"),
                ["moving"] = Documents.Targets("one"),
                ["counted"] = Documents.Targets("counted"),
                ["team/chat"] = Documents.Targets("one"),
            });
    }
}
