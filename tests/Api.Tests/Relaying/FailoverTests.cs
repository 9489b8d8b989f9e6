using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Api.Tests.Relaying;

public sealed class FailoverTests(TargetsFixture fixture) : IClassFixture<TargetsFixture>
{
    private const string Text = "one two three four five six seven eight";

    private static CancellationToken Cancellation => Patience.Token;

    public static TheoryData<string, string, bool> Failures
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var alias in (string[])["gpt", "claude", "gpt-then-claude", "claude-then-gpt"])
            {
                foreach (var failure in (string[])["500", "502", "503", "504", "529", "429", "408", "401", "403", "402", "unknown model", "unknown url", "html", "html 200", "empty", "half a json", "closed", "reset", "redirect"])
                {
                    data.Add(alias, failure, false);
                    data.Add(alias, failure, true);
                }

                data.Add(alias, "truncated", false);
                data.Add(alias, "truncated", true);
                data.Add(alias, "error first", true);
                data.Add(alias, "headers only", true);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Failures))]
    public async Task Before_the_first_content_any_failure_of_a_backend_goes_to_the_next_target(string alias, string failure, bool stream)
    {
        fixture.Provider.Script(Fault(failure));

        using var response = await fixture.Http.SayAsync(alias, Text, Cancellation, stream);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = stream
            ? ChatCalls.TextOf(await response.EventsAsync(Cancellation))
            : (await response.JsonAsync(Cancellation)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
        Assert.Equal($"You said: {Text}", answer);
        Assert.Equal(2, fixture.AttemptsOf(response).Count);
    }

    [Theory]
    [InlineData("nobody-then-gpt")]
    [InlineData("nameless-then-gpt")]
    public async Task A_backend_that_cannot_be_reached_is_passed_over(string alias)
    {
        using var response = await fixture.Http.SayAsync(alias, Text, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("gpt-4o-second", Assert.Single(fixture.AttemptsOf(response)).Request.Model);
    }

    [Fact]
    public async Task A_backend_that_cannot_be_reached_is_an_error_when_it_is_the_last()
    {
        using var response = await fixture.Http.SayAsync("nobody", Text, Cancellation);

        Assert.Equal("upstream_unreachable", (await ApiError.OfAsync(response, 502, Cancellation)).Code);
    }

    [Theory]
    [InlineData("claude-then-gpt")]
    [InlineData("gpt-then-claude")]
    public async Task What_one_format_cannot_say_is_said_in_another(string alias)
    {
        using var response = await fixture.Http.ChatAsync(TwoAnswers(alias), Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("gpt-4o", Assert.Single(fixture.AttemptsOf(response)).Request.Model, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_is_no_fault_of_a_request_that_the_next_target_cannot_take()
    {
        fixture.Provider.Script(Faults.Status(503));

        using var response = await fixture.Http.ChatAsync(TwoAnswers("gpt-then-claude"), Cancellation);

        await ApiError.OfAsync(response, 503, Cancellation);
        Assert.Single(fixture.AttemptsOf(response));
    }

    [Fact]
    public async Task What_no_target_can_say_is_refused_by_name()
    {
        using var response = await fixture.Http.ChatAsync(TwoAnswers("claude"), Cancellation);

        Assert.Equal("n", (await ApiError.OfAsync(response, 400, Cancellation)).Param);
        Assert.Empty(fixture.AttemptsOf(response));
    }

    private static object TwoAnswers(string alias) => new { model = alias, n = 2, messages = new[] { new { role = "user", content = Text } } };

    [Theory]
    [InlineData("gpt", 400)]
    [InlineData("gpt", 413)]
    [InlineData("gpt", 422)]
    [InlineData("claude", 400)]
    [InlineData("claude", 413)]
    [InlineData("claude", 422)]
    public async Task What_is_wrong_with_the_request_is_not_tried_elsewhere(string alias, int status)
    {
        fixture.Provider.Script(Faults.Status(status, "The request is not good."));

        using var response = await fixture.Http.SayAsync(alias, Text, Cancellation);

        await ApiError.OfAsync(response, status == 422 ? 400 : status, Cancellation);
        Assert.Single(fixture.AttemptsOf(response));
    }

    [Theory]
    [InlineData("gpt-three", "gpt-4o-first gpt-4o-second gpt-4o-third")]
    [InlineData("claude-three", "claude-sonnet-4-5 claude-sonnet-4-6 claude-opus-4-5")]
    public async Task Targets_are_tried_in_the_order_of_their_priority_and_the_last_failure_is_told(string alias, string models)
    {
        fixture.Provider.Script(Faults.Status(500), Faults.Overloaded(), Faults.Status(504));

        using var response = await fixture.Http.SayAsync(alias, Text, Cancellation);

        Assert.Equal("upstream_timeout", (await ApiError.OfAsync(response, 504, Cancellation)).Code);
        Assert.Equal(models.Split(' '), fixture.AttemptsOf(response).Select(attempt => attempt.Request.Model));
    }

    [Theory]
    [InlineData("gpt-three")]
    [InlineData("claude-three")]
    public async Task When_every_target_is_rate_limited_the_client_waits_for_the_first_that_opens(string alias)
    {
        fixture.Provider.Script(Faults.RateLimited("30"), Faults.RateLimited("5", "4200"), Faults.RateLimited("60"));

        using var response = await fixture.Http.SayAsync(alias, Text, Cancellation);

        var error = await ApiError.OfAsync(response, 429, Cancellation);
        Assert.Equal(("rate_limit_error", "rate_limit_exceeded"), (error.Type, error.Code));
        Assert.Equal(["5"], response.Headers.GetValues("retry-after"));
        Assert.Equal(["4200"], response.Headers.GetValues("retry-after-ms"));
    }

    [Theory]
    [InlineData("gpt", "an error event")]
    [InlineData("gpt", "reset")]
    [InlineData("gpt", "closed")]
    [InlineData("gpt", "a clean end")]
    [InlineData("gpt", "half an event")]
    [InlineData("gpt", "html")]
    [InlineData("claude", "an error event")]
    [InlineData("claude", "reset")]
    [InlineData("claude", "closed")]
    [InlineData("claude", "a clean end")]
    [InlineData("claude", "half an event")]
    [InlineData("claude", "html")]
    public async Task After_the_first_content_a_failure_is_told_inside_the_stream_which_then_just_ends(string alias, string failure)
    {
        // Held back until the client has content: what fails in the same breath may still go to the next target.
        var gate = new Gate();
        fixture.Provider.Script(LateFault(failure).HeldAfter(6, gate));

        using var response = await fixture.Http.SayAsync(alias, Text, Cancellation, stream: true);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await gate.Reached.WaitAsync(Cancellation);
        gate.Release();
        var events = await response.EventsAsync(Cancellation);

        var error = ApiError.OfEvent(events[^1]);
        Assert.NotEmpty(error.Message);
        Assert.StartsWith("You said:", ChatCalls.TextOf(events.SkipLast(1)), StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", events);
        Assert.Empty(ChatCalls.FinishReasonsOf(events.SkipLast(1)));
        Assert.Single(fixture.AttemptsOf(response));
        if (PublishedSchemas.Found)
        {
            Assert.All(events.SkipLast(1), data => Assert.Empty(PublishedSchemas.ValidateChunk(data)));
        }
    }

    [Fact]
    public async Task Weights_share_the_first_attempts_within_a_priority()
    {
        var first = new Dictionary<string, int>();
        for (var call = 0; call < 200; call++)
        {
            using var response = await fixture.Http.SayAsync("weighted", "hello", Cancellation);
            var model = Assert.Single(fixture.AttemptsOf(response)).Request.Model;
            first[model] = first.GetValueOrDefault(model) + 1;
        }

        // Five standard deviations: one false alarm in more than a million runs.
        Assert.InRange(first["gpt-4o-first"], 150 - 31, 150 + 31);
        Assert.Equal(200, first["gpt-4o-first"] + first["gpt-4o-second"]);
        Assert.False(first.ContainsKey("gpt-4o-third"));
    }

    private static Behaviour Fault(string name) => name switch
    {
        "unknown model" => Faults.Status(404, "The model `x` does not exist or you do not have access to it.", "model_not_found"),
        "unknown url" => Faults.Status(404, "Not Found"),
        "html" => Faults.HtmlPage(503),
        "html 200" => Faults.HtmlPage(200),
        "empty" => Faults.EmptyBody(),
        "half a json" => Faults.Body(200, Reply.Json, "{\"id\":"),
        "closed" => Faults.ClosesBeforeHeaders(),
        "reset" => Faults.ResetsBeforeHeaders(),
        "redirect" => Faults.Status(307, headers: ("location", "http://127.0.0.1:1/")),
        "truncated" => Behaviour.Sensible.CutAfterBytes(30),
        "headers only" => Behaviour.Sensible.CutAfterBytes(0),
        "error first" => Faults.ErrorAfterEvents(0),
        _ => Faults.Status(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)),
    };

    // The sixth event is text in both formats.
    private static Behaviour LateFault(string name) => name switch
    {
        "an error event" => Faults.ErrorAfterEvents(6),
        "reset" => Behaviour.Sensible.CutAfterEvents(6, Ending.Reset),
        "closed" => Behaviour.Sensible.CutAfterEvents(6),
        "a clean end" => Behaviour.Sensible.CutAfterEvents(6, Ending.Proper),
        "half an event" => Behaviour.Sensible.Changed((_, reply) => reply with { Pieces = [.. reply.Pieces.Take(6), .. reply.Pieces.Skip(6).Take(1).Select(piece => piece[..(piece.Length / 2)])] }),
        "html" => Behaviour.Sensible.Changed((_, reply) => reply with { Pieces = [.. reply.Pieces.Take(6), "data: <html>cloudflare at 203.0.113.7</html>\n\n"u8.ToArray()] }),
        _ => throw new ArgumentException(name),
    };
}
