using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Safety;

namespace Orleans.Gateway.Api.Tests.Safety;

/// <summary>Products with content safety, each with a subscription of the same name, in front of a service that is strict and one that fails.</summary>
public sealed class SafetyFixture : GatewayFixture
{
    internal ContentSafetyService Service { get; private set; } = null!;

    /// <summary>Does what a test tells it to.</summary>
    internal ContentSafetyService Troubled { get; private set; } = null!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Service.DisposeAsync();
        await Troubled.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public static string KeyOf(string product) => $"key-of-{product}-0123456789";

    internal async Task<HttpResponseMessage> SayAsync(string product, string text, string alias = "gpt", bool stream = false) =>
        await ChatAsync(product, new { model = alias, stream, messages = new[] { new { role = "user", content = text } } });

    internal Task<HttpResponseMessage> ChatAsync(string product, object body)
    {
        var request = ChatCalls.Request(body);
        request.Headers.Authorization = new("Bearer", KeyOf(product));
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
    }

    private protected override async Task PrepareAsync(ScriptedProvider provider, CancellationToken cancellation)
    {
        Service = await ContentSafetyService.StartAsync(cancellation);
        Troubled = await ContentSafetyService.StartAsync(cancellation);
        Service.Blocklists["house"] = ["secret plan of the house"];
    }

    private protected override string Document(string providerUrl)
    {
        var products = new Dictionary<string, object?>
        {
            ["four"] = Safety(new() { ["categories"] = new { hate = 4, violence = 2 } }),
            ["eight"] = Safety(new() { ["categories"] = new { hate = 5 }, ["outputType"] = "EightSeverityLevels" }),
            ["lists"] = Safety(new() { ["blocklists"] = new[] { "house" } }),
            ["shield"] = Safety(new() { ["shieldPrompt"] = true }),
            ["answers"] = Safety(new() { ["prompts"] = false, ["completions"] = true, ["categories"] = new { hate = 4 }, ["blocklists"] = new[] { "house" }, ["windowSize"] = 60, ["windowOverlap"] = 30 }),
            ["closed"] = Safety(new() { ["completions"] = true, ["categories"] = new { hate = 4 }, ["timeout"] = "00:00:02", ["windowSize"] = 60, ["windowOverlap"] = 10 }, Troubled),
            ["open"] = Safety(new() { ["categories"] = new { hate = 4 }, ["timeout"] = "00:00:02", ["onFailure"] = "allow" }, Troubled),
            ["wrong-key"] = Safety(new() { ["categories"] = new { hate = 4 } }, key: "not-the-key"),
            ["plain"] = null,
        };
        return JsonSerializer.Serialize(new
        {
            backends = new Dictionary<string, object> { ["openai"] = Documents.OpenAi(providerUrl), ["anthropic"] = Documents.Anthropic(providerUrl) },
            apis = new Dictionary<string, object>
            {
                ["llm"] = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai"), claude = Documents.Targets("anthropic") } },
                ["strict"] = new
                {
                    path = "/strict/v1",
                    aliases = new { gpt = Documents.Targets("openai") },
                    contentSafety = Safety(new() { ["categories"] = new { sexual = 2 } }),
                },
            },
            products = products.ToDictionary(product => product.Key, product => product.Value is null
                ? new { apis = Everything } as object
                : new { apis = Everything, contentSafety = product.Value }),
            subscriptions = products.Keys.ToDictionary(product => product, product => new { product, keys = new[] { KeyOf(product) } }),
        });
    }

    private static object Everything => new { llm = new[] { "*" }, strict = new[] { "*" } };

    private Dictionary<string, object> Safety(Dictionary<string, object> more, ContentSafetyService? service = null, string key = ContentSafetyService.Key) => new(more)
    {
        // These tests look at each question; what is remembered has tests of its own. Null is as if it was not there.
        ["rememberFor"] = more.ContainsKey("prompts") ? null! : "00:00:00",
        ["endpoint"] = (service ?? Service).Url,
        ["credentials"] = new { header = new { name = "Ocp-Apim-Subscription-Key", value = key } },
    };
}
