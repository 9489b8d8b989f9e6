using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>Aliases that say how their targets are chosen. A backend is told from the others by its model.</summary>
public sealed class RoutingFixture : GatewayFixture
{
    /// <summary>A key whose product does not show how a call was routed.</summary>
    public const string OtherKey = "team-b-key-0123456789";

    private protected override string Document(string providerUrl)
    {
        var backends = new Dictionary<string, object>();
        foreach (var at in Enumerable.Range(1, 5))
        {
            backends[$"b{at}"] = Documents.OpenAi(providerUrl, $"gpt-4o-{at}");
        }

        backends["small"] = Sized(Documents.OpenAi(providerUrl, "gpt-4o-small"), 8_000);
        backends["medium"] = Sized(Documents.OpenAi(providerUrl, "gpt-4o-medium"), 8_000);
        backends["large"] = Sized(Documents.Anthropic(providerUrl), 200_000);
        return JsonSerializer.Serialize(new
        {
            backends,
            apis = new
            {
                llm = new
                {
                    path = "/llm/v1",
                    aliases = new Dictionary<string, object>
                    {
                        ["one"] = Alias([("b1", 1)]),
                        ["two"] = Alias([("b1", 1), ("b2", 2)]),
                        ["latency"] = Alias([("b1", 1), ("b2", 1)], ("strategy", "latency")),
                        ["turns"] = Alias([("b1", 1), ("b2", 1), ("b3", 1)], ("strategy", "roundRobin")),
                        ["sticky"] = Alias([("b1", 1), ("b2", 1), ("b3", 1), ("b4", 1)], ("affinity", "promptCache")),
                        ["one-attempt"] = Alias([("b1", 1), ("b2", 2)], ("maxAttempts", 1)),
                        ["default-attempts"] = Alias([("b1", 1), ("b2", 2), ("b3", 3), ("b4", 4), ("b5", 5)]),
                        ["five-attempts"] = Alias([("b1", 1), ("b2", 2), ("b3", 3), ("b4", 4), ("b5", 5)], ("maxAttempts", 5)),
                        ["windows"] = Alias([("small", 1), ("medium", 2), ("b1", 3), ("large", 4)]),
                    },
                },
            },
            products = new { open = new { apis = new { llm = new[] { "*" } }, showRouting = true }, closed = new { apis = new { llm = new[] { "*" } } } },
            subscriptions = new Dictionary<string, object>
            {
                ["team-a"] = new { product = "open", keys = new[] { Documents.Key } },
                ["team-b"] = new { product = "closed", keys = new[] { OtherKey } },
            },
        });
    }

    /// <summary>The models of the backends that were asked, in order.</summary>
    internal string AskedOf(HttpResponseMessage response) => string.Join(' ', AttemptsOf(response).Select(attempt => attempt.Request.Model!.Replace("gpt-4o-", "", StringComparison.Ordinal)));

    private static JsonObject Sized(object backend, int contextWindow)
    {
        var json = JsonSerializer.SerializeToNode(backend)!.AsObject();
        json["contextWindow"] = contextWindow;
        return json;
    }

    private static Dictionary<string, object> Alias((string Backend, int Priority)[] targets, params (string Name, object Value)[] settings)
    {
        var alias = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        alias["targets"] = targets.Select(target => new { backend = target.Backend, priority = target.Priority }).ToArray();
        return alias;
    }
}
