using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Limits;

/// <summary>What a call takes from its limits is what the provider says that it used, or the best that is known of it, once.</summary>
public sealed class SettlementTests(LimitsFixture fixture) : IClassFixture<LimitsFixture>
{
    private const long Quota = 100_000;

    /// <summary>An alias of its own for answers of unusual lengths: what others reserve goes by the length of the answers before.</summary>
    private const string Odd = "odd";

    private readonly Dictionary<string, long> _total = [];

    private static CancellationToken Cancellation => Patience.Token;

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task Headers_are_exact(string alias)
    {
        var before = Quota - await SpentAsync("headers", alias);
        var (response, used) = await fixture.SpendAsync("headers", "hello there", Cancellation, alias);

        Assert.Equal(before - used, LimitsFixture.Number(response, "quota-left"));
        Assert.Equal(used, LimitsFixture.Number(response, "quota-used"));
        Assert.Equal((Quota, before - used), (LimitsFixture.Number(response, "x-ratelimit-limit-tokens"), LimitsFixture.Number(response, "x-ratelimit-remaining-tokens")));
        Assert.Matches("^[0-9]+h[0-9]+m[0-9.]+s$", Assert.Single(response.Headers.GetValues("x-ratelimit-reset-tokens")));
        Assert.False(response.Headers.Contains("x-ratelimit-limit-requests"));
    }

    [Fact]
    public async Task The_time_until_all_is_there_again_is_that_of_what_was_used()
    {
        fixture.Provider.ScriptFor("use 350", LimitsFixture.Used(300, 50));

        using var response = await fixture.SayAsync("resets", "use 350", Cancellation, Odd);

        Assert.Equal(650, LimitsFixture.Number(response, "x-ratelimit-remaining-tokens"));
        var reset = Assert.Single(response.Headers.GetValues("x-ratelimit-reset-tokens"));
        Assert.Matches("^[0-9.]+s$", reset);
        Assert.InRange(double.Parse(reset[..^1], System.Globalization.CultureInfo.InvariantCulture), 20.5, 21.1);
    }

    [Fact]
    public async Task What_was_overdrawn_takes_longer()
    {
        fixture.Provider.ScriptFor("use 10,000", LimitsFixture.Used(9_990, 10));
        using var first = await fixture.SayAsync("overdrawn", "use 10,000", Cancellation, Odd);
        await fixture.SettledAsync(Cancellation);

        using var refused = await fixture.SayAsync("overdrawn", "hello", Cancellation, Odd);

        await ApiError.OfAsync(refused, 429, Cancellation);
        Assert.InRange(LimitsFixture.Number(refused, "retry-after"), 530, 570);
        Assert.All([first, refused], response => Assert.Matches("^(9m|10m0s)", Assert.Single(response.Headers.GetValues("x-ratelimit-reset-tokens"))));
    }

    [Theory]
    [InlineData(9_000_000_000_000_000_000, 9_000_000_000_000_000_000)]
    [InlineData(9_000_000_000_000_000_000, 5)]
    [InlineData(5, 9_000_000_000_000_000_000)]
    [InlineData(-5, -5)]
    public async Task Numbers_that_no_call_can_have_count_as_none(long prompt, long completion)
    {
        var text = $"use {prompt} and {completion}";
        fixture.Provider.ScriptFor(text, LimitsFixture.Used(prompt, completion));
        var before = await SpentAsync("absurd", "gpt");

        using (var absurd = await fixture.SayAsync("absurd", text, Cancellation, Odd))
        {
            Assert.True(absurd.IsSuccessStatusCode);
        }

        await fixture.SettledAsync(Cancellation);
        var last = await SpentNowAsync("absurd", "gpt");
        Assert.InRange(Total("absurd") - before - last, 1, 1_000);
    }

    [Fact]
    public async Task A_call_that_nothing_limits_has_no_such_headers()
    {
        var (response, _) = await fixture.SpendAsync("free", "hello", Cancellation);

        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase));
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task A_stream_is_settled_by_what_it_used(string alias)
    {
        const string Text = "one two three four five six seven";
        var (_, whole) = await fixture.SpendAsync("free", Text, Cancellation, alias);
        var before = await SpentAsync("stream", alias);

        using (var stream = await fixture.SayAsync("stream", Text, Cancellation, alias, stream: true))
        {
            Assert.InRange(LimitsFixture.Number(stream, "quota-used"), 5, whole); // the prompt, about
            await stream.EventsAsync(Cancellation);
        }

        await fixture.SettledAsync(Cancellation);
        var last = await SpentNowAsync("stream", alias);
        Assert.Equal(before + whole + last, Total("stream"));
    }

    [Theory]
    [InlineData("gpt", true)]
    [InlineData("claude", true)]
    [InlineData("gpt", false)]
    public async Task A_client_that_leaves_pays_for_what_is_known_to_have_been_used(string alias, bool stream)
    {
        var before = await SpentAsync("leaver", alias);
        var text = $"leave {alias} {stream} {string.Join(' ', Enumerable.Repeat("word", 30))}";
        var gate = new Gate();
        fixture.Provider.ScriptFor(text, stream ? Behaviour.Sensible.HeldAfter(8, gate) : Behaviour.Sensible.HeldBeforeHeaders(gate));
        using (var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        {
            var call = fixture.SayAsync("leaver", text, leaving.Token, alias, stream);
            if (stream)
            {
                (await call).Dispose();
            }
            else
            {
                await gate.Reached.WaitAsync(Cancellation);
                await leaving.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            }
        }

        await fixture.SettledAsync(Cancellation);
        gate.Release();
        var last = await SpentNowAsync("leaver", alias);

        // The prompt has some 35 tokens, the whole answer as many again.
        Assert.InRange(Total("leaver") - before - last, 25, 75);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_paid_for_as_far_as_it_came()
    {
        var before = await SpentAsync("broken", "gpt");
        fixture.Provider.ScriptFor("break off", Behaviour.Sensible.CutAfterEvents(5));
        using (var stream = await fixture.SayAsync("broken", "break off after these many words that nobody will hear", Cancellation, stream: true))
        {
            await stream.EventsAsync(Cancellation);
        }

        await fixture.SettledAsync(Cancellation);
        var last = await SpentNowAsync("broken", "gpt");
        Assert.InRange(Total("broken") - before - last, 12, 30);
    }

    [Fact]
    public async Task A_call_that_fails_costs_nothing_and_says_how_the_limit_stands()
    {
        var before = await SpentAsync("failing", "gpt");
        fixture.Provider.ScriptFor("fail this", Faults.Status(500));

        using var failed = await fixture.SayAsync("failing", "fail this", Cancellation);

        Assert.Equal(502, (int)failed.StatusCode);
        Assert.Equal(Quota - before, LimitsFixture.Number(failed, "x-ratelimit-remaining-tokens"));
    }

    /// <summary>Makes a call, and says what is spent by now.</summary>
    private async Task<long> SpentAsync(string subscription, string alias)
    {
        await SpentNowAsync(subscription, alias);
        return Total(subscription);
    }

    /// <summary>Makes a call, and says what that took; the headers of its answer say what is spent in all.</summary>
    private async Task<long> SpentNowAsync(string subscription, string alias)
    {
        var (response, used) = await fixture.SpendAsync(subscription, "hello", Cancellation, alias);
        _total[subscription] = Quota - LimitsFixture.Number(response, "x-ratelimit-remaining-tokens");
        return used;
    }

    private long Total(string subscription) => _total[subscription];
}
