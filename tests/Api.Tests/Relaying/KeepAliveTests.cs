using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>A client that streams and waits is told that the gateway is alive: that commits the status, not the target.</summary>
public sealed class KeepAliveTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    private const string Comment = ": keep-alive";

    private static CancellationToken Cancellation => Patience.Token;

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task Who_waits_for_the_first_content_gets_the_head_and_comments_and_then_the_answer(string alias)
    {
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldBeforeHeaders(gate));

        // Returns with the head, which the provider has not sent.
        using var response = await fixture.Http.SayAsync(alias, "one two three", Cancellation, stream: true);
        using var lines = await LinesAsync(response);
        Assert.Equal([Comment, "", Comment, ""], await TakeAsync(lines, 4));
        gate.Release();
        var (events, comments) = await RestAsync(lines);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.Contains("x-gateway-upstream-request-id"), "Nobody knew it when the head was sent.");
        Assert.Equal("You said: one two three", ChatCalls.TextOf(events));
        Assert.Equal("[DONE]", events[^1]);
        Assert.Single(fixture.AttemptsOf(response));
        Assert.All(comments, comment => Assert.Equal(Comment, comment));
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task The_next_target_is_tried_after_the_head_too(string alias)
    {
        var gate = new Gate();
        fixture.Provider.Script(Faults.Status(500).HeldBeforeHeaders(gate), Behaviour.Sensible);

        using var response = await fixture.Http.SayAsync(alias, "one two three", Cancellation, stream: true);
        using var lines = await LinesAsync(response);
        await TakeAsync(lines, 2);
        gate.Release();
        var (events, _) = await RestAsync(lines);

        Assert.Equal("You said: one two three", ChatCalls.TextOf(events));
        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal(2, fixture.AttemptsOf(response).Count);
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task Only_the_last_failure_becomes_an_error_in_the_stream(string alias)
    {
        var (first, second) = (new Gate(), new Gate());
        fixture.Provider.Script(Faults.Status(500).HeldBeforeHeaders(first), Faults.Status(504).HeldBeforeHeaders(second));

        using var response = await fixture.Http.SayAsync(alias, "one two three", Cancellation, stream: true);
        using var lines = await LinesAsync(response);
        await TakeAsync(lines, 2);
        first.Release();
        await second.Reached.WaitAsync(Cancellation);
        await TakeAsync(lines, 2);
        second.Release();
        var (events, _) = await RestAsync(lines);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("upstream_timeout", ApiError.OfEvent(Assert.Single(events)).Code);
        Assert.Equal(2, fixture.AttemptsOf(response).Count);
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task A_stream_that_falls_silent_is_kept_alive_and_goes_on_whole(string alias)
    {
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldAfter(6, gate));

        using var response = await fixture.Http.SayAsync(alias, "one two three four five six", Cancellation, stream: true);
        using var lines = await LinesAsync(response);
        var before = new List<string>();
        while (await lines.ReadLineAsync(Cancellation) is { } line && line != Comment)
        {
            before.Add(line);
        }

        Assert.Contains(before, line => line.StartsWith("data:", StringComparison.Ordinal));
        gate.Release();
        var (events, _) = await RestAsync(lines);

        string[] all = [.. before.Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..].TrimStart()), .. events];
        Assert.Equal("You said: one two three four five six", ChatCalls.TextOf(all));
        Assert.Equal("[DONE]", all[^1]);
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task A_whole_answer_keeps_its_status_to_itself_until_it_is_there(string alias)
    {
        var gate = new Gate();
        fixture.Provider.Script(Faults.Status(400).HeldBeforeHeaders(gate));

        var waiting = fixture.Http.SayAsync(alias, "hello", Cancellation);
        await gate.Reached.WaitAsync(Cancellation);
        using (var longer = new PeriodicTimer(TimeSpan.FromMilliseconds(600)))
        {
            // Three times as long as a stream would wait: only time itself can show that nothing happens.
            await longer.WaitForNextTickAsync(Cancellation);
        }

        Assert.False(waiting.IsCompleted);
        gate.Release();
        using var response = await waiting;

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task<StreamReader> LinesAsync(HttpResponseMessage response) => new(await response.Content.ReadAsStreamAsync(Cancellation));

    private static async Task<IReadOnlyList<string?>> TakeAsync(StreamReader lines, int count)
    {
        var taken = new List<string?>();
        while (taken.Count < count)
        {
            taken.Add(await lines.ReadLineAsync(Cancellation));
        }

        return taken;
    }

    private static async Task<(IReadOnlyList<string> Events, IReadOnlyList<string> Comments)> RestAsync(StreamReader lines)
    {
        var (events, comments) = (new List<string>(), new List<string>());
        while (await lines.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                events.Add(line[5..].TrimStart());
            }
            else if (line.StartsWith(':'))
            {
                comments.Add(line);
            }
        }

        return (events, comments);
    }
}
