using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Relaying;

public sealed class TimeoutTests(TimeoutFixture fixture) : IClassFixture<TimeoutFixture>
{
    private static readonly string[] Families = ["gpt", "claude"];

    private static CancellationToken Cancellation => Patience.Token;

    /// <summary>Family, limit, where the provider stops, streamed.</summary>
    public static TheoryData<string, string, string, bool> BeforeContent
    {
        get
        {
            var data = new TheoryData<string, string, string, bool>();
            foreach (var family in Families)
            {
                data.Add(family, "connect", "", false);
                data.Add(family, "firstByte", "no headers", true);
                data.Add(family, "firstByte", "headers only", true);
                data.Add(family, "answer", "no headers", false);
                data.Add(family, "answer", "headers only", false);
                data.Add(family, "firstContent", "no headers", true);
                data.Add(family, "firstContent", "comments only", true);
                data.Add(family, "idle", "first event", true);
                data.Add(family, "firstByte", "dribbling headers", true);
                data.Add(family, "answer", "dribbling headers", false);
                data.Add(family, "idle", "dribbling event", true);
                data.Add(family, "total", "no headers", true);
                data.Add(family, "total", "no headers", false);
                data.Add(family, "total", "comments only", true);
            }

            return data;
        }
    }

    public static TheoryData<string, string> AfterContent => new() { { "gpt", "idle" }, { "gpt", "total" }, { "claude", "idle" }, { "claude", "total" } };

    [Theory, MemberData(nameof(BeforeContent))]
    public async Task A_backend_that_is_out_of_time_is_passed_over(string family, string limit, string stall, bool stream)
    {
        Script(stall);

        using var response = await fixture.Http.SayAsync($"{family}-{limit}-then-plenty", "hello", Cancellation, stream);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("You said: hello", stream ? ChatCalls.TextOf(await response.EventsAsync(Cancellation)) : await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        // On a busy machine the time may be up before the first backend has seen its request.
        Assert.Equal(Plenty(family), fixture.AttemptsOf(response)[^1].Request.Model);
    }

    [Theory, MemberData(nameof(BeforeContent))]
    public async Task A_backend_that_is_out_of_time_is_a_gateway_timeout_when_it_is_the_last(string family, string limit, string stall, bool stream)
    {
        Script(stall);

        using var response = await fixture.Http.SayAsync($"{family}-{limit}", "hello", Cancellation, stream);

        var error = await ApiError.OfAsync(response, 504, Cancellation);
        Assert.Equal(("timeout_error", "upstream_timeout"), (error.Type, error.Code));
        await fixture.Provider.WaitForIdleAsync(Cancellation);
    }

    [Theory, MemberData(nameof(AfterContent))]
    public async Task A_stream_that_is_out_of_time_says_so_and_ends(string family, string limit)
    {
        fixture.Provider.Script(Faults.StallsAfterEvents(6));

        using var response = await fixture.Http.SayAsync($"{family}-late-{limit}-then-plenty", "one two three four five six", Cancellation, stream: true);
        var events = await response.EventsAsync(Cancellation);

        Assert.Equal("upstream_timeout", ApiError.OfEvent(events[^1]).Code);
        Assert.DoesNotContain("[DONE]", events);
        Assert.Empty(ChatCalls.FinishReasonsOf(events.SkipLast(1)));
        Assert.Single(fixture.AttemptsOf(response));
    }

    [Theory]
    [InlineData("gpt", true)]
    [InlineData("gpt", false)]
    [InlineData("claude", true)]
    [InlineData("claude", false)]
    public async Task An_error_whose_body_dribbles_counts_by_its_status(string family, bool stream)
    {
        fixture.Provider.Script(Faults.RateLimited("7").InSlicesOf(1, TimeSpan.FromMilliseconds(20)));

        using var response = await fixture.Http.SayAsync($"{family}-idle", "hello", Cancellation, stream);

        await ApiError.OfAsync(response, 429, Cancellation);
        Assert.Equal("7", Assert.Single(response.Headers.GetValues("retry-after")));
    }

    [Theory]
    [InlineData("gpt")]
    [InlineData("claude")]
    public async Task Comments_count_as_life(string family)
    {
        // Half as long again as the limit between two events.
        fixture.Provider.Script(Behaviour.Sensible.Changed((_, reply) => reply with { Pieces = Comments().Take(15).Concat(reply.Pieces) })
            .Delayed(betweenEvents: TimeSpan.FromMilliseconds(30)));

        using var response = await fixture.Http.SayAsync($"{family}-idle", "hello", Cancellation, stream: true);

        Assert.Equal("[DONE]", (await response.EventsAsync(Cancellation))[^1]);
    }

    [Theory]
    [InlineData("gpt")]
    [InlineData("claude")]
    public async Task After_the_first_content_its_limit_is_over(string family)
    {
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldAfter(6, gate));

        using var response = await fixture.Http.SayAsync($"{family}-late-firstContent", "one two three four five six", Cancellation, stream: true);
        await gate.Reached.WaitAsync(Cancellation);
        using (var more = new PeriodicTimer(1.2 * TimeoutFixture.Some))
        {
            // Longer than the limit: only time itself can show that nothing happens.
            await more.WaitForNextTickAsync(Cancellation);
        }

        gate.Release();

        Assert.Equal("[DONE]", (await response.EventsAsync(Cancellation))[^1]);
    }

    // By model, not by turn: what stalls is the backend that has little time, however late its request comes.
    private void Script(string stall)
    {
        Behaviour? behaviour = stall switch
        {
            "no headers" => Faults.NeverAnswers(),
            "headers only" => Behaviour.Sensible.CutAfterEvents(0, Ending.Stall),
            "first event" => Faults.StallsAfterEvents(1),
            "dribbling headers" => Behaviour.Sensible.WithSlowHeaders(TimeSpan.FromMilliseconds(20)),
            // Never silent for long, and yet no event is there within the limit.
            "dribbling event" => Behaviour.Sensible.InSlicesOf(1, TimeSpan.FromMilliseconds(20)),
            "comments only" => Behaviour.Of(_ => new Reply(200, Reply.EventStream, Comments())).Delayed(betweenEvents: TimeSpan.FromMilliseconds(20)),
            _ => null,
        };
        fixture.Provider.On(request => Families.Any(family => request.Model == Plenty(family)) ? Behaviour.Sensible : behaviour);
    }

    private static string Plenty(string family) => family == "gpt" ? TimeoutFixture.PlentyGpt : TimeoutFixture.PlentyClaude;

    // Alive, but without a word.
    private static IEnumerable<ReadOnlyMemory<byte>> Comments()
    {
        while (true)
        {
            yield return ": still thinking\n\n"u8.ToArray();
        }
    }
}
