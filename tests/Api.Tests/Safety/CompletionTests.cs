using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Safety;

/// <summary>What models may not answer.</summary>
public sealed class CompletionTests(SafetyFixture fixture) : IClassFixture<SafetyFixture>
{
    private const string Phrase = "secret plan of the house";

    public static TheoryData<string> Aliases => Documents.Aliases;

    public static TheoryData<string, int> Places
    {
        get
        {
            var places = new TheoryData<string, int>();
            foreach (var words in (int[])[60, 63, 66, 69, 72, 120])
            {
                places.Add("gpt", words);
                places.Add("claude", words);
            }

            return places;
        }
    }

    private static CancellationToken Cancellation => Patience.Token;

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_whole_answer_that_is_blocked_becomes_an_error_and_its_tokens_are_known(string alias)
    {
        using var passed = await fixture.SayAsync("answers", "a kind word", alias);
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);

        using var blocked = await fixture.SayAsync("answers", "vilehate4", alias);
        var error = await ApiError.OfAsync(blocked, 403, Cancellation);
        Assert.Equal("content_filter", error.Code);
        Assert.Contains("The model's answer was blocked", error.Message, StringComparison.Ordinal);
        Assert.Contains("category hate", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_stream_that_is_clean_arrives_as_it_is(string alias)
    {
        var text = string.Join(' ', Enumerable.Range(0, 300).Select(at => $"word{at}"));

        using var judged = await fixture.SayAsync("answers", text, alias, stream: true);
        using var plain = await fixture.SayAsync("plain", text, alias, stream: true);
        var events = await judged.EventsAsync(Cancellation);

        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal($"You said: {text}", ChatCalls.TextOf(events));
        Assert.Equal(["stop"], ChatCalls.FinishReasonsOf(events));
        Assert.Equal((await plain.EventsAsync(Cancellation)).Count, events.Count);
        Assert.DoesNotContain(fixture.Service.Refused, problem => !problem.StartsWith("Access denied", StringComparison.Ordinal));
    }

    /// <summary>Wherever the phrase lies in the windows, and although each of its words comes in an event of its own.</summary>
    [Theory, MemberData(nameof(Places))]
    public async Task A_stream_ends_before_what_is_blocked_and_says_so(string alias, int words)
    {
        var before = string.Join(' ', Enumerable.Range(0, words).Select(at => $"w{at}"));

        using var response = await fixture.SayAsync("answers", $"{before} {Phrase} and more words after it", alias, stream: true);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var events = await response.EventsAsync(Cancellation);

        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal(["content_filter"], ChatCalls.FinishReasonsOf(events));
        var delivered = ChatCalls.TextOf(events);
        Assert.StartsWith(delivered, $"You said: {before}", StringComparison.Ordinal);
        Assert.NotEmpty(delivered);
        Assert.DoesNotContain("secret", delivered, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_stream_that_is_blocked_before_anything_was_delivered_is_an_error(string alias)
    {
        using var response = await fixture.SayAsync("answers", "vilehate4", alias, stream: true);

        Assert.Equal("content_filter", (await ApiError.OfAsync(response, 403, Cancellation)).Code);
    }

    /// <summary>The arguments of a tool call come in pieces of a few characters.</summary>
    [Theory, MemberData(nameof(Aliases))]
    public async Task Arguments_of_tool_calls_are_judged(string alias)
    {
        using var response = await fixture.ChatAsync("answers", new
        {
            model = alias,
            stream = true,
            messages = new[] { new { role = "user", content = """get_weather {"city":"vilehate5"}""" } },
            tools = new[] { new { type = "function", function = new { name = "get_weather", parameters = new { type = "object", properties = new { city = new { type = "string" } } } } } },
        });

        Assert.Equal("content_filter", (await ApiError.OfAsync(response, 403, Cancellation)).Code);
    }

    [Fact]
    public async Task What_is_clean_is_delivered_while_the_provider_is_silent()
    {
        var gate = new Gate();
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(at => $"silent{at}"));
        fixture.Provider.ScriptFor("silent59", Behaviour.Sensible.HeldAfter(50, gate));

        using var response = await fixture.SayAsync("answers", text, stream: true);
        var said = "";
        await foreach (var data in response.EachEventAsync(Cancellation))
        {
            said += data == "[DONE]" ? "" : ChatCalls.TextOf([data]);
            if (said.Length > 100)
            {
                gate.Release();
            }
        }

        Assert.Equal($"You said: {text}", said);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_stream_that_breaks_off_never_ends(string alias)
    {
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(at => $"broken{at}"));
        var gate = new Gate();
        fixture.Provider.ScriptFor("broken59", Behaviour.Sensible.CutAfterEvents(45).HeldAfter(40, gate));

        using var response = await fixture.SayAsync("answers", text, alias, stream: true);
        var events = new List<string>();
        await foreach (var data in response.EachEventAsync(Cancellation))
        {
            // Something was delivered: from here on, no other target can answer.
            gate.Release();
            events.Add(data);
        }

        Assert.Equal("stream_truncated", ApiError.OfEvent(events[^1]).Code);
        Assert.Empty(ChatCalls.FinishReasonsOf(events.Take(events.Count - 1)));
        Assert.NotEmpty(ChatCalls.TextOf(events.Take(events.Count - 1)));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_call_of_the_provider()
    {
        var gate = new Gate();
        var text = string.Join(' ', Enumerable.Range(0, 60).Select(at => $"leaving{at}"));
        fixture.Provider.ScriptFor("leaving59", Behaviour.Sensible.HeldAfter(50, gate));
        var response = await fixture.SayAsync("answers", text, stream: true);
        var id = response.Headers.GetValues("x-request-id").Single();

        response.Dispose();

        await fixture.Provider.WaitForAbortAsync(Cancellation, id);
        await Eventually.TrueAsync(() => fixture.Gateway.InFlight("openai") == 0, Cancellation);
    }
}
