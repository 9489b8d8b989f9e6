using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Backends.Circuits;

/// <summary>The rules of a backend's circuit, read once from its definition. Never changes.</summary>
internal sealed class CircuitRules
{
    /// <summary>A provider that says no more than that it has no room is left alone for this long, and twice as long after each probe that hears the same.</summary>
    public static readonly TimeSpan DefaultRest = TimeSpan.FromSeconds(2);

    /// <summary>What a probe may take until another is let out: the longest that a thinking model is waited for by default.</summary>
    public static readonly TimeSpan ProbeLease = TimeSpan.FromSeconds(60);

    /// <summary>How often to look again while somebody else's probe is out.</summary>
    public static readonly TimeSpan ProbeLook = TimeSpan.FromSeconds(5);

    private static readonly CircuitRuleDefinition[] ByDefault =
    [
        new() { Failures = 5 },
        new() { Percent = 50, MinimumCalls = 20, Interval = TimeSpan.FromMinutes(1) },
    ];

    private CircuitRules(CircuitDefinition definition)
    {
        Definition = definition;
        All = definition.Enabled ? [.. (definition.Rules ?? ByDefault).Select(rule => new CircuitRule(rule))] : [];
    }

    public static CircuitRules Default { get; } = Of(null);

    public CircuitDefinition Definition { get; }

    /// <summary>Empty when the circuit is switched off.</summary>
    public IReadOnlyList<CircuitRule> All { get; }

    public bool IsEnabled => Definition.Enabled;

    public bool AcceptsRetryAfter => Definition.Enabled && Definition.AcceptRetryAfter;

    public TimeSpan MaxTrip => Definition.MaxTrip;

    /// <exception cref="ArgumentException">A word that this version does not know.</exception>
    public static CircuitRules Of(CircuitDefinition? definition) => new(definition ?? new CircuitDefinition());

    /// <summary>How long to stay open after that many earlier trips: twice as long each time, up to the longest.</summary>
    public TimeSpan TripAfter(int trips) => Grown(Definition.Trip, trips);

    /// <summary>How long to leave a provider alone that has no room and names no time, after that many earlier trips.</summary>
    public TimeSpan RestAfter(int trips) => Grown(DefaultRest, trips);

    private TimeSpan Grown(TimeSpan first, int trips)
    {
        var grown = first * Math.Pow(2, Math.Clamp(trips, 0, 30));
        return grown < MaxTrip ? grown : MaxTrip;
    }
}
