using Orleans.Gateway.Compare.Calls;
using Orleans.Gateway.Compare.Figures;
using Orleans.Gateway.Compare.Peers;
using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Compare.Lanes;

/// <summary>One peer in one scenario, towards a backend of one format.</summary>
internal sealed class Lane
{
    /// <summary>Threads at low load: enough that calls do not wait for one another.</summary>
    private const int OpenClients = 4;

    private readonly Peer _peer;
    private readonly Scenario _scenario;
    private readonly string _format;
    private readonly Target _target;
    private readonly Target _whole;
    private readonly Plan _plan;

    private Lane(Peer peer, Scenario scenario, string format, Plan plan, Target target, Target whole)
    {
        (_peer, _scenario, _format, _plan, _target, _whole) = (peer, scenario, format, plan, target, whole);
        Series = new Series(scenario, peer, format);
    }

    public Series Series { get; }

    /// <summary>Null where the peer does not offer it.</summary>
    public static Lane? Of(Peer peer, Scenario scenario, string format, Plan plan) =>
        peer.Target(format, scenario.Mode) is { } target && peer.Target(format, Mock.Whole) is { } whole ? new Lane(peer, scenario, format, plan, target, whole) : null;

    public void WarmUp()
    {
        using var load = Primed();
        Series.Note(_scenario.Pace is Pace.Turns ? load.Turns(1) : load.Closed(_plan.WarmUp));
    }

    public async Task MeasureAsync(int round)
    {
        using var load = Primed();
        // In this order, so that asking is no part of the CPU time.
        var allocated = await _peer.AllocatedAsync();
        var cpu = _peer.Cpu();
        var outcome = _scenario.Pace switch
        {
            Pace.Closed or Pace.Single => load.Closed(_plan.Slice),
            Pace.Turns => load.Turns(_plan.PacedTurns),
            _ => load.Open(Plan.Rate, _plan.Slice * 1.5, round),
        };
        double[] spent = [.. _peer.Cpu().Zip(cpu, (after, before) => (after - before).TotalMicroseconds)];
        Series.Add(outcome, spent, await _peer.AllocatedAsync() - allocated, _peer.Resident());
    }

    private Load Primed()
    {
        var clients = _scenario.Pace switch
        {
            Pace.Closed => Plan.Clients,
            Pace.Turns => Plan.PacedStreams,
            Pace.Single => 1,
            _ => OpenClients,
        };
        var load = new Load(_target, _scenario, _format == Scenario.OpenAi ? MockBytes.OpenAi : MockBytes.Anthropic, clients);
        load.Prime(_whole);
        return load;
    }
}
