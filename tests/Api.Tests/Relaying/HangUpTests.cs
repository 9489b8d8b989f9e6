using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>A client that leaves takes its provider call with it, whatever the call is waiting for.</summary>
[Collection(AloneCollection.Name)]
public sealed class HangUpTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    /// <summary>What the gateway promises.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    public static TheoryData<string, string, bool> Phases
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var alias in (string[])["gpt", "claude"])
            {
                data.Add(alias, "waiting for headers", false);
                data.Add(alias, "waiting for headers", true);
                data.Add(alias, "after headers", true);
                data.Add(alias, "after headers", false);
                data.Add(alias, "mid-stream", true);
                data.Add(alias, "pouring", true);
            }

            return data;
        }
    }

    private static CancellationToken Cancellation => Patience.Token;

    [Theory, MemberData(nameof(Phases))]
    public async Task A_hang_up_reaches_the_provider_within_half_a_second_and_is_nobodys_failure(string alias, string phase, bool stream)
    {
        // A machine that is busy with other things may be late once, or twice; a gateway that does not pass the hang-up on is late always.
        var delay = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3 && delay > Soon; attempt++)
        {
            delay = await HangUpAsync(alias, phase, stream);
        }

        Assert.InRange(delay, TimeSpan.FromMilliseconds(-50), Soon);
    }

    /// <summary>How long after the hang-up the provider's call ended.</summary>
    private async Task<TimeSpan> HangUpAsync(string alias, string phase, bool stream)
    {
        var backend = alias == "gpt" ? "openai" : "anthropic";
        var before = await UsageAsync(backend);
        var gate = new Gate();
        fixture.Provider.Script(phase switch
        {
            "waiting for headers" => Behaviour.Sensible.HeldBeforeHeaders(gate),
            "after headers" => Behaviour.Sensible.HeldAfter(0, gate),
            "mid-stream" => Behaviour.Sensible.HeldAfter(6, gate),
            _ => Faults.Endless(),
        });
        var calls = fixture.Provider.Requests.Count;
        var client = await ConnectAsync(alias, stream);
        await fixture.Provider.WaitForRequestsAsync(calls + 1, Cancellation);
        var entry = fixture.Provider.Ledger.Entries[^1];
        if (phase == "pouring")
        {
            await fixture.Provider.Ledger.WaitForAsync(call => call == entry && call.Events > 1_000, Cancellation);
        }
        else
        {
            await gate.Reached.WaitAsync(Cancellation);
        }

        Assert.Equal(1, fixture.Gateway.InFlight(backend));
        if (phase == "mid-stream")
        {
            await client.ReadUntilAsync("You", Cancellation);
        }

        var left = TimeProvider.System.GetUtcNow();
        client.Dispose();
        await fixture.Provider.Ledger.WaitForAsync(call => call == entry && call.End is not CallEnd.Open, Cancellation);

        Assert.Equal(CallEnd.Aborted, entry.End);
        var after = await CountedAsync(backend, before.Attempts + 1);
        Assert.Equal(0, fixture.Gateway.InFlight(backend));
        Assert.Equal(before.Abandoned + 1, after.Abandoned);
        Assert.Equal(before.Failures, after.Failures);
        return entry.EndedAt!.Value - left;
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task A_hundred_clients_that_leave_at_once_leave_nothing_behind(string alias)
    {
        var backend = alias == "gpt" ? "openai" : "anthropic";
        var before = await UsageAsync(backend);
        fixture.Provider.Script([.. Enumerable.Repeat(Behaviour.Sensible.HeldAfter(6, new Gate()), 100)]);
        var calls = fixture.Provider.Requests.Count;
        var clients = new List<RawClient>();
        for (var client = 0; client < 100; client++)
        {
            clients.Add(await ConnectAsync(alias, stream: true));
        }

        await fixture.Provider.WaitForRequestsAsync(calls + 100, Cancellation);
        clients.ForEach(client => client.Dispose());

        await fixture.Provider.WaitForIdleAsync(Cancellation);
        await fixture.Provider.Ledger.WaitUntilAsync(_ => fixture.Provider.OpenCalls == 0, Cancellation);
        var after = await CountedAsync(backend, before.Attempts + 100);
        Assert.Equal(before.Abandoned + 100, after.Abandoned);
        Assert.Equal(before.Failures, after.Failures);
    }

    private async Task<BackendCounts> UsageAsync(string backend) =>
        (await fixture.Gateway.Grains.GetGrain<IBackendGrain>(backend).UsageAsync()).Total;

    private async Task<BackendCounts> CountedAsync(string backend, long attempts)
    {
        BackendCounts counts = default;
        await Eventually.TrueAsync(async () => (counts = await UsageAsync(backend)).Attempts >= attempts && fixture.Gateway.InFlight(backend) == 0, Cancellation);
        return counts;
    }

    private async Task<RawClient> ConnectAsync(string alias, bool stream)
    {
        var client = new RawClient(new Uri(fixture.Gateway.Url));
        await client.SendAsync($$"""{"model":"{{alias}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"one two three four five six seven"}]}""", Cancellation);
        return client;
    }
}
