using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Tests.Backends.Gates;

/// <summary>One gate on fake time, with an owner that writes down what it is told.</summary>
internal sealed class GateStage : IGateLink
{
    private long _version;

    public GateStage(BackendDefinition? definition = null, bool hasOwner = true)
    {
        Gates = new BackendGates(Time) { Link = hasOwner ? this : null };
        Gate = Gates.Of("b");
        Define(definition ?? new BackendDefinition { Format = BackendFormats.Echo });
    }

    public FakeTimeProvider Time { get; } = new();

    public BackendGates Gates { get; }

    public Gate Gate { get; }

    public int Reports { get; private set; }

    public int Asked { get; private set; }

    public List<ProbeResult> Told { get; } = [];

    public GateReading Reading => Gate.Read(Gates.Now);

    public void Define(BackendDefinition definition) => Gate.Configure(definition, ++_version);

    public GateEntry Enter() => Gate.TryEnter(Gates.Now);

    public GatePass Pass()
    {
        var entry = Enter();
        Assert.Null(entry.Refusal);
        return entry.Pass;
    }

    public GateRefusalReason Refused()
    {
        var entry = Enter();
        Assert.NotNull(entry.Refusal);
        return entry.Refusal.Value.Reason;
    }

    /// <summary>Calls that all end the same way: answered without a kind.</summary>
    public void Calls(int count, FailureKind? kind = null, int? status = null, TimeSpan? retryAfter = null)
    {
        for (var i = 0; i < count; i++)
        {
            End(Pass(), kind, status, retryAfter);
        }
    }

    public static void End(GatePass pass, FailureKind? kind = null, int? status = null, TimeSpan? retryAfter = null) => pass.Settle(kind is { } failure
        ? new GateOutcome(
            FailureTable.Of(failure).Blames ? AttemptOutcome.Failed : AttemptOutcome.Answered,
            new ProviderFailure(failure, "no") { ProviderStatus = status, RetryAfter = retryAfter })
        : new GateOutcome(AttemptOutcome.Answered));

    public void Publish(CircuitPhase phase, double reopensIn = 0, CircuitMode mode = CircuitMode.Auto, int silos = 1) => Gate.Follow(new BackendHealth
    {
        Version = Gate.Health.Version + 1,
        Phase = phase,
        Reason = phase is CircuitPhase.Closed ? CircuitReason.None : CircuitReason.Failures,
        ReopensIn = TimeSpan.FromSeconds(reopensIn),
        Mode = mode,
        Silos = silos,
    });

    public void Report(Gate gate) => Reports++;

    public void Ask(Gate gate) => Asked++;

    public void Settle(Gate gate, ProbeResult result) => Told.Add(result);
}
