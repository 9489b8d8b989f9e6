using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.Limits;

/// <summary>With <c>onDisconnect: drain</c>, what a call used is known although nobody waits for it.</summary>
public sealed class DrainTests(DrainFixture fixture) : IClassFixture<DrainFixture>
{
    private readonly Dictionary<string, long> _left = [];

    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("gpt-stream")]
    [InlineData("claude-stream")]
    [InlineData("gpt-whole")]
    [InlineData("claude-whole")]
    public async Task A_client_that_leaves_pays_exactly_what_the_provider_counted(string alias)
    {
        var stream = alias.EndsWith("stream", StringComparison.Ordinal);
        var subscription = stream ? "stream" : "whole";
        var text = $"leave {alias} {string.Join(' ', Enumerable.Range(0, 60).Select(at => $"word{at}"))}";
        var whole = await UsedAsync("free", text, alias);
        var first = await UsedAsync(subscription, "hello", alias);
        var before = _left[subscription];
        var gate = new Gate();
        fixture.Provider.ScriptFor(text, stream ? Behaviour.Sensible.HeldAfter(8, gate) : Behaviour.Sensible.HeldBeforeHeaders(gate));

        await LeaveAsync(subscription, text, alias, stream, gate);

        Assert.Single(fixture.Calls.List(), call => call.Subscription == subscription);
        gate.Release();
        await SettledAsync();

        Assert.True(fixture.Provider.Ledger.Entries.Last(entry => entry.Request.Holds(text)).IsAnswered);
        var last = await UsedAsync(subscription, "hello", alias);
        Assert.Equal(before - whole - last, _left[subscription]);
        await Eventually.HoldsAsync(async () => Assert.Equal((2 * whole) + first + last, await ExportedAsync(alias)));
    }

    [Fact]
    public async Task A_drained_call_can_be_ended_and_ends_with_the_process()
    {
        var gate = new Gate();
        fixture.Provider.ScriptFor("end this", Behaviour.Sensible.HeldAfter(3, gate));
        await LeaveAsync("ended", "end this call while nobody waits for it", "gpt-ended", stream: true, gate);

        var call = Assert.Single(fixture.Calls.List(), call => call.Subscription == "ended");
        Assert.True(fixture.Calls.End(call.RequestId));

        await fixture.Provider.WaitForAbortAsync(Cancellation, call.RequestId);
        await SettledAsync();
    }

    [Fact]
    public async Task A_stream_that_breaks_off_while_it_is_drained_is_paid_for_as_far_as_it_came()
    {
        var before = await LeftAsync("broken", "gpt-ended");
        var gate = new Gate();
        var text = "break while nobody waits " + string.Join(' ', Enumerable.Range(0, 40).Select(at => $"word{at}"));
        var whole = await UsedAsync("free", text, "gpt-ended");
        fixture.Provider.ScriptFor(text, Behaviour.Sensible.CutAfterEvents(30).HeldAfter(8, gate));

        await LeaveAsync("broken", text, "gpt-ended", stream: true, gate);
        gate.Release();
        await SettledAsync();

        var last = await UsedAsync("broken", "hello", "gpt-ended");
        Assert.InRange(before - last - _left["broken"], 20, whole);
    }

    [Fact]
    public async Task More_than_is_allowed_is_not_read()
    {
        var gate = new Gate();
        var text = "too long to drain " + string.Join(' ', Enumerable.Range(0, 40_000));
        fixture.Provider.ScriptFor("too long to drain", Behaviour.Sensible.HeldAfter(8, gate));

        var id = await LeaveAsync("ended", text, "gpt-ended", stream: true, gate);
        gate.Release();

        var entry = await fixture.Provider.WaitForAbortAsync(Cancellation, id);
        Assert.False(entry.IsAnswered);
        await SettledAsync();
    }

    [Fact]
    public async Task Nor_of_a_whole_answer()
    {
        var gate = new Gate();
        var text = "too long to drain as a whole";
        fixture.Provider.ScriptFor(text, Faults.HugeBody(24 * 1024 * 1024).HeldBeforeHeaders(gate)); // more than a connection holds, less than an answer may have

        var id = await LeaveAsync("ended", text, "gpt-ended", stream: false, gate);
        gate.Release();

        var entry = await fixture.Provider.WaitForAbortAsync(Cancellation, id);
        Assert.False(entry.IsAnswered);
        await SettledAsync();
    }

    /// <summary>Leaves when the provider is at work. With the id of the call.</summary>
    private async Task<string> LeaveAsync(string subscription, string text, string alias, bool stream, Gate gate)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var call = fixture.SayAsync(subscription, text, alias, stream, leaving.Token);
        LedgerEntry entry;
        if (stream)
        {
            using var response = await call;
            entry = fixture.Provider.Ledger.Entries.Last(seen => seen.Request.Holds(text[..20]));
        }
        else
        {
            await gate.Reached.WaitAsync(Cancellation);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            entry = fixture.Provider.Ledger.Entries.Last(seen => seen.Request.Holds(text[..20]));
        }

        return entry.Id;
    }

    private Task SettledAsync() => Eventually.TrueAsync(() => fixture.Calls.List().Count == 0, Cancellation);

    /// <summary>All tokens of a backend, as its metrics have them.</summary>
    private async Task<long> ExportedAsync(string backend) => (await fixture.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation))
        .Split('\n')
        .Where(line => line.StartsWith("gen_ai_client_token_usage_sum{", StringComparison.Ordinal) && line.Contains($"gateway_backend=\"{backend}\"", StringComparison.Ordinal)
            && (line.Contains("gen_ai_token_type=\"input\"", StringComparison.Ordinal) || line.Contains("gen_ai_token_type=\"output\"", StringComparison.Ordinal)))
        .Sum(line => long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));

    private async Task<long> UsedAsync(string subscription, string text, string alias)
    {
        using var response = await fixture.SayAsync(subscription, text, alias, stream: false, Cancellation);
        _left[subscription] = LimitsFixture.Number(response, "x-ratelimit-remaining-tokens");
        return (await response.JsonAsync(Cancellation)).GetProperty("usage").GetProperty("total_tokens").GetInt64();
    }

    /// <summary>Makes a call, and says what is left after it.</summary>
    private async Task<long> LeftAsync(string subscription, string alias)
    {
        await UsedAsync(subscription, "hello", alias);
        return _left[subscription];
    }
}
