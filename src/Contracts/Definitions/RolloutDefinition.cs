using System.Text.Json.Serialization;

namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>
/// A share of an alias' calls on its way to another backend, the canary, step by step. Part of the alias as it is published, so that a step is a
/// version like any other; not part of the document, since it is something that happens and not something that is configured.
/// </summary>
[GenerateSerializer, Immutable, Alias("gateway.RolloutDefinition")]
public sealed record RolloutDefinition
{
    /// <summary>The canary: the id of a backend.</summary>
    [Id(0)] public required string Backend { get; init; }

    /// <summary>From 2 to 10, with rising shares; the last one has all calls.</summary>
    [Id(1)] public required IReadOnlyList<RolloutStep> Steps { get; init; }

    /// <summary>By how much the share of its calls that fail may be above that of the rest: 0.02 are two points.</summary>
    /// <value>Default 0.02; from 0.001 to 0.5.</value>
    [Id(2)] public double ErrorMargin { get; init; } = 0.02;

    /// <summary>By which part its times to the first content may be above those of the rest: 0.5 is half as long again.</summary>
    /// <value>Default 0.5; from 0.1 to 10. Acts as the next power of 1.25 above.</value>
    [Id(3)] public double LatencyMargin { get; init; } = 0.5;

    /// <summary>Whose calls stay together: one of <see cref="Stickinesses"/>.</summary>
    [Id(4)] public string Stickiness { get; init; } = Stickinesses.User;

    /// <summary>The version of the alias with which it began; no other rollout of the alias has the same.</summary>
    [Id(5)] public long Begun { get; init; }

    /// <summary>The step that is under way, from 0.</summary>
    [Id(6)] public int At { get; init; }

    /// <summary>When that step began.</summary>
    [Id(7)] public DateTimeOffset Since { get; init; }

    [JsonIgnore] public RolloutStep Step => Steps[At];
}

/// <summary>One share, and what has to be seen before the next one.</summary>
[GenerateSerializer, Immutable, Alias("gateway.RolloutStep")]
public sealed record RolloutStep
{
    /// <value>From 1 to 100.</value>
    [Id(0)] public required int Percent { get; init; }

    /// <value>Default 5 minutes; from 0 to 7 days.</value>
    [Id(1)] public TimeSpan MinimumDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Calls of the canary, and of the rest; less is no ground to move in either direction.</summary>
    /// <value>Default 100; from 10 to 1,000,000.</value>
    [Id(2)] public int MinimumSamples { get; init; } = 100;
}

public static class Stickinesses
{
    /// <summary>The request's <c>user</c> within its subscription; the subscription where there is none.</summary>
    public const string User = "user";

    public const string Subscription = "subscription";

    /// <summary>Each call by itself.</summary>
    public const string Call = "call";

    public static IReadOnlyList<string> All { get; } = [User, Subscription, Call];
}
