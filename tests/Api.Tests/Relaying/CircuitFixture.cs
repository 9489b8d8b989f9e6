using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>Backends with circuits and limits, each for one test: a circuit remembers. A backend is told from the others by its model.</summary>
public sealed class CircuitFixture : GatewayFixture
{
    private protected override string Document(string providerUrl)
    {
        var backends = new Dictionary<string, object>
        {
            ["steady"] = Documents.OpenAi(providerUrl, "gpt-4o-steady"),
            ["default"] = Documents.OpenAi(providerUrl, "gpt-4o-default", circuit: new { }),
            ["three"] = Documents.OpenAi(providerUrl, "gpt-4o-three", circuit: Rule(new { failures = 3, interval = "00:01:00", statuses = new[] { "5xx" } })),
            ["share"] = Documents.OpenAi(providerUrl, "gpt-4o-share", circuit: Rule(new { percent = 50, minimumCalls = 4, interval = "00:01:00" })),
            ["broken"] = Documents.OpenAi(providerUrl, "gpt-4o-broken", circuit: Rule(new { failures = 2, errors = new[] { "malformed" } })),
            ["short"] = Documents.OpenAi(providerUrl, "gpt-4o-short", circuit: new { rules = new[] { new { failures = 1 } }, trip = "00:00:00.3" }),
            ["limited"] = Documents.OpenAi(providerUrl, "gpt-4o-limited", circuit: new { }),
            ["capped"] = Documents.OpenAi(providerUrl, "gpt-4o-capped", circuit: new { trip = "00:00:05", maxTrip = "00:00:07" }),
            ["deaf"] = Documents.OpenAi(providerUrl, "gpt-4o-deaf", circuit: new { acceptRetryAfter = false }),
            ["manual"] = Documents.OpenAi(providerUrl, "gpt-4o-manual"),
            ["seen"] = Documents.OpenAi(providerUrl, "gpt-4o-seen", circuit: new { }),
            ["narrow"] = Documents.OpenAi(providerUrl, "gpt-4o-narrow", more: new { maxConcurrent = 1, maxQueue = 1, queueTimeout = "00:01:00" }),
            ["hasty"] = Documents.OpenAi(providerUrl, "gpt-4o-hasty", more: new { maxConcurrent = 1, queueTimeout = "00:00:00.2" }),
        };
        var aliases = backends.Keys.ToDictionary(name => name, name => Documents.Targets(name));
        foreach (var name in backends.Keys)
        {
            aliases[$"{name}-or-steady"] = Documents.Targets(name, "steady");
        }

        aliases.Remove("steady-or-steady");
        return Documents.Of(backends, aliases);
    }

    internal int CallsOf(string backend) => Provider.Ledger.Entries.Count(entry => entry.Request.Model == $"gpt-4o-{backend}");

    private static object Rule(object rule) => new { rules = new[] { rule } };
}
