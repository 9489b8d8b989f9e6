using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Tests.Catalog;

namespace Orleans.Gateway.Grains.Tests.Chat.Choosing;

/// <summary>Aliases and gates in a word.</summary>
internal static class Aliases
{
    /// <summary>Targets as <c>a:1:70, b:2:30:128000</c>: backend, priority, weight, context window.</summary>
    public static AliasView Of(string targets, RoutingDefinition? routing = null)
    {
        var rows = targets.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(target => target.Split(':')).ToArray();
        return Views.Compile(new()
        {
            Epoch = 1,
            Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm" } },
            Backends = rows.ToDictionary(row => row[0], row => new Versioned<BackendDefinition>(1, new()
            {
                Format = BackendFormats.Echo,
                ContextWindow = Number(row, 3, null),
            })),
            Aliases = new Dictionary<string, Versioned<AliasDefinition>>
            {
                ["llm/gpt"] = new(1, new()
                {
                    Targets = [.. rows.Select(row => new TargetDefinition { Backend = row[0], Priority = Number(row, 1, 1)!.Value, Weight = Number(row, 2, 100)!.Value })],
                    Routing = routing ?? new(),
                }),
            },
        }).Apis["llm"].Aliases["gpt"];
    }

    /// <summary>
    /// Gates as <c>a open 30, b half, c limited 5, d busy 7, e slow 20</c>: seconds to the reopening, calls in flight, milliseconds. All others are closed.
    /// </summary>
    public static Func<BackendView, GateReading> Gates(string gates)
    {
        var rows = gates.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(gate => gate.Split(' ')).ToLookup(row => row[0], row => row[1..]);
        return backend => rows[backend.Id].Aggregate(new GateReading(GateState.Closed, TimeSpan.Zero, false, 0, TimeSpan.Zero), (gate, row) => row[0] switch
        {
            "open" => gate with { State = GateState.Open, ReopensIn = TimeSpan.FromSeconds(int.Parse(row[1], null)) },
            "limited" => gate with { State = GateState.Open, IsRateLimited = true, ReopensIn = TimeSpan.FromSeconds(int.Parse(row[1], null)) },
            "half" => gate with { State = GateState.HalfOpen },
            "busy" => gate with { InFlight = int.Parse(row[1], null) },
            "slow" => gate with { Latency = TimeSpan.FromMilliseconds(int.Parse(row[1], null)) },
            _ => throw new ArgumentException(row[0]),
        });
    }

    private static int? Number(string[] row, int at, int? byDefault) => row.Length > at ? int.Parse(row[at], null) : byDefault;
}
