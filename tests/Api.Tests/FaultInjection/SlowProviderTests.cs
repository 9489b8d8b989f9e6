using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Providers that take their time. All at once: the time that passes is the limits' own.</summary>
public sealed class SlowProviderTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Slow to the first content. The bytes of some keep coming, so that only the whole time is a limit to them.</summary>
    private static readonly (string Name, Behaviour Fault, bool Streamed)[] Slow =
    [
        ("no headers", Faults.NeverAnswers(), false),
        ("no headers", Faults.NeverAnswers(), true),
        ("headers byte by byte", Behaviour.Sensible.WithSlowHeaders(Pause), false),
        ("headers byte by byte", Behaviour.Sensible.WithSlowHeaders(Pause), true),
        ("no body", Behaviour.Sensible.CutAfterBytes(0, Ending.Stall), true),
        ("a body byte by byte", Faults.Trickle(Pause), false),
        ("a body byte by byte", Faults.Trickle(Pause), true),
        ("signs of life only", Faults.OnlyPings(Pause), true),
    ];

    [Fact]
    public async Task A_provider_that_is_too_slow_is_passed_over_and_its_call_ended() =>
        await Task.WhenAll(from slow in Slow from family in (string[])["gpt", "claude"] select PassedOverAsync(slow.Name, family, slow.Fault, slow.Streamed));

    [Fact]
    public async Task A_provider_that_is_too_slow_is_a_timeout_when_it_is_the_last() =>
        await Task.WhenAll(from slow in Slow from family in (string[])["gpt", "claude"] select ToldAsync(slow.Name, family, slow.Fault, slow.Streamed));

    [Fact]
    public async Task A_stream_without_end_ends_with_its_time_and_so_does_one_that_falls_silent() => await Task.WhenAll(
        from fault in new[] { Faults.Endless().Delayed(betweenEvents: TimeSpan.FromMilliseconds(5)), Faults.StallsAfterEvents(6) }
        from family in (string[])["gpt", "claude"]
        select BrokenOffAsync(family, fault));

    private async Task PassedOverAsync(string name, string family, Behaviour fault, bool stream)
    {
        var mark = Fixture.Mark();
        Fixture.Provider.ScriptFor(mark, fault);

        using var response = await Fixture.Http.SayAsync($"{Fixture.Hurried(family)}-then-good", mark, Cancellation, stream);

        Assert.Equal((name, $"You said: {mark}"), (name, await TextAsync(response, stream)));
        await LetGoAsync(mark);
    }

    private async Task ToldAsync(string name, string family, Behaviour fault, bool stream)
    {
        var mark = Fixture.Mark();
        Fixture.Provider.ScriptFor(mark, fault);

        using var response = await Fixture.Http.SayAsync(Fixture.Hurried(family), mark, Cancellation, stream);

        Assert.Equal((name, "upstream_timeout"), (name, (await ApiError.OfAsync(response, 504, Cancellation)).Code));
        await LetGoAsync(mark);
    }

    private async Task BrokenOffAsync(string family, Behaviour fault)
    {
        var mark = Fixture.Mark();
        Fixture.Provider.ScriptFor(mark, fault);

        using var response = await Fixture.Http.SayAsync($"{Fixture.Hurried(family)}-then-good", mark, Cancellation, stream: true);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("upstream_timeout", (await BrokenOffAsync(response)).Code);
        await LetGoAsync(mark);
        Assert.Single(Fixture.AttemptsWith(mark));
    }

    private async Task LetGoAsync(string mark)
    {
        var first = Fixture.AttemptsWith(mark)[0];
        await Fixture.Provider.Ledger.WaitForAsync(entry => entry == first && entry.End is not CallEnd.Open, Cancellation);
        Assert.NotEqual(CallEnd.Completed, first.End);
        Fixture.AssertLogIsClean();
    }
}
