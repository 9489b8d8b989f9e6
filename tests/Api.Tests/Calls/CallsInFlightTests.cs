using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.Silo.Calls;

namespace Orleans.Gateway.Api.Tests.Calls;

/// <summary>What is going on can be seen, and ended.</summary>
public sealed class CallsInFlightTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    private ICallsInFlight Calls => fixture.Gateway.Services.GetRequiredService<ICallsInFlight>();

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task A_call_is_seen_while_it_waits_and_while_it_streams_and_then_no_more(string alias)
    {
        var (first, second) = (new Gate(), new Gate());
        fixture.Provider.Script(Behaviour.Sensible.HeldBeforeHeaders(first).HeldAfter(6, second));

        var waiting = fixture.Http.SayAsync(alias, "one two three four five six", Cancellation, stream: true);
        await first.Reached.WaitAsync(Cancellation);
        var seen = Assert.Single(Calls.List());
        Assert.Equal(("llm", "team-a", alias, alias == "gpt" ? "openai" : "anthropic"), (seen.Api, seen.Subscription, seen.Alias, seen.Backend));
        Assert.Equal((true, CallPhase.Waiting, 1, 0L), (seen.Stream, seen.Phase, seen.Attempts, seen.Tokens));
        Assert.Equal(1, seen.Epoch);
        Assert.InRange(TimeProvider.System.GetUtcNow() - seen.Started, TimeSpan.Zero, TimeSpan.FromMinutes(1));

        first.Release();
        using var response = await waiting;
        await second.Reached.WaitAsync(Cancellation);
        await Eventually.TrueAsync(() => Calls.List() is [{ Phase: CallPhase.Streaming, Tokens: > 0 }], Cancellation);
        Assert.Equal(Assert.Single(response.Headers.GetValues("x-request-id")), Calls.List()[0].RequestId);

        second.Release();
        Assert.Equal("[DONE]", (await response.EventsAsync(Cancellation))[^1]);
        await Eventually.TrueAsync(() => Calls.List().Count == 0, Cancellation);
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task A_stream_that_is_ended_says_so_takes_its_provider_call_with_it_and_is_no_failure(string alias)
    {
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldAfter(6, gate));
        var backend = fixture.Gateway.Grains.GetGrain<IBackendGrain>(alias == "gpt" ? "openai" : "anthropic");
        var before = (await backend.UsageAsync()).Total;
        using var response = await fixture.Http.SayAsync(alias, "one two three four five six", Cancellation, stream: true);
        await gate.Reached.WaitAsync(Cancellation);
        var id = Assert.Single(Calls.List()).RequestId;

        var ended = await ClusterCalls.EndAsync(fixture.Gateway.Grains.GetGrain<ICatalogGrain>(0), id, TimeProvider.System);
        var events = await response.EventsAsync(Cancellation);

        Assert.NotNull(ended.Silo);
        Assert.Empty(ended.Silent);
        Assert.Equal("call_ended", ApiError.OfEvent(events[^1]).Code);
        Assert.DoesNotContain("[DONE]", events);
        Assert.Empty(ChatCalls.FinishReasonsOf(events.SkipLast(1)));
        Assert.Equal(CallEnd.Aborted, (await fixture.Provider.WaitForAbortAsync(Cancellation, id)).End);
        await Eventually.TrueAsync(async () => (await backend.UsageAsync()).Total.Abandoned > before.Abandoned, Cancellation);
        Assert.Equal(before.Failures, (await backend.UsageAsync()).Total.Failures);
        Assert.False(Calls.End(id), "It is over.");
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task A_whole_answer_that_is_ended_becomes_an_error_that_no_client_sends_again(string alias)
    {
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldBeforeHeaders(gate));
        var waiting = fixture.Http.SayAsync(alias, "hello", Cancellation);
        await gate.Reached.WaitAsync(Cancellation);

        Assert.True(Calls.End(Assert.Single(Calls.List()).RequestId));
        using var response = await waiting;

        Assert.Equal("call_ended", (await ApiError.OfAsync(response, 503, Cancellation)).Code);
        Assert.Equal("false", Assert.Single(response.Headers.GetValues("x-should-retry")));
        await fixture.Provider.WaitForIdleAsync(Cancellation);
    }

    [Fact]
    public async Task The_cluster_lists_what_its_silos_have()
    {
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldBeforeHeaders(gate));
        var waiting = fixture.Http.SayAsync("gpt", "hello", Cancellation);
        await gate.Reached.WaitAsync(Cancellation);

        var all = await ClusterCalls.ListAsync(fixture.Gateway.Grains.GetGrain<ICatalogGrain>(0), TimeProvider.System);
        var nobody = await ClusterCalls.EndAsync(fixture.Gateway.Grains.GetGrain<ICatalogGrain>(0), "req_nobody", TimeProvider.System);

        Assert.Equal(Calls.List(), Assert.Single(all.Nodes).Calls);
        Assert.Empty(all.Silent);
        Assert.Null(nobody.Silo);
        gate.Release();
        using var response = await waiting;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
