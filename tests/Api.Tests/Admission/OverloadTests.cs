using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Admission;

/// <summary>A node that has enough to do says so, before it spends anything on another call.</summary>
public sealed class OverloadTests(OverloadFixture fixture) : IClassFixture<OverloadFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task One_call_too_many_is_refused_before_its_body_is_read_and_the_next_one_is_served()
    {
        var gates = new[] { new Gate(), new Gate() };
        fixture.Provider.Script(Behaviour.Sensible.HeldBeforeHeaders(gates[0]), Behaviour.Sensible.HeldBeforeHeaders(gates[1]));
        var first = TakenOnAsync("gpt");
        var second = TakenOnAsync("claude");
        await Task.WhenAll(gates.Select(gate => gate.Reached)).WaitAsync(Cancellation);
        var requests = fixture.Provider.Requests.Count;

        using (var third = new RawClient(new Uri(fixture.Gateway.Url)))
        {
            // Not a byte of the body ever comes.
            await third.SendRawAsync(RawClient.Head(1000), Cancellation);
            var answer = await third.ReadUntilAsync("}}", Cancellation);
            Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nRetry-After: 1\r\n", answer, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("\"code\":\"overloaded\"", answer, StringComparison.Ordinal);
        }

        Assert.Equal(requests, fixture.Provider.Requests.Count);
        foreach (var gate in gates)
        {
            gate.Release();
        }

        using var answered = await first;
        using var alsoAnswered = await second;
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answered.StatusCode, alsoAnswered.StatusCode));
        await AssertServedAsync("hello");
    }

    [Fact]
    public async Task Bodies_that_would_take_more_memory_than_allowed_are_refused_and_one_alone_never_is()
    {
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.Lenient().HeldBeforeHeaders(gate));
        var large = new string('x', 1_500_000);
        var first = fixture.Http.SayAsync("gpt", large, Cancellation);
        await gate.Reached.WaitAsync(Cancellation);

        using var second = await fixture.Http.SayAsync("gpt", large, Cancellation);
        Assert.Equal("overloaded", (await ApiError.OfAsync(second, 503, Cancellation)).Code);
        Assert.Equal("1", Assert.Single(second.Headers.GetValues("retry-after")));

        using var chunked = ChatCalls.Request(new { model = "gpt", messages = new[] { new { role = "user", content = large } } });
        chunked.Headers.TransferEncodingChunked = true;
        using var third = await fixture.Http.SendAsync(chunked, Cancellation);
        Assert.Equal("overloaded", (await ApiError.OfAsync(third, 503, Cancellation)).Code);

        gate.Release();
        using var answered = await first;
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        await AssertServedAsync(large);
    }

    /// <summary>A call that is sent again while the places of the calls of another test are not free yet.</summary>
    private async Task<HttpResponseMessage> TakenOnAsync(string alias)
    {
        while (true)
        {
            var response = await fixture.Http.SayAsync(alias, "hello", Cancellation);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                return response;
            }

            response.Dispose();
        }
    }

    private async Task AssertServedAsync(string text)
    {
        // The place of a call is free a moment after its client has the answer.
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await fixture.Http.SayAsync("gpt", text, Cancellation);
                return response.StatusCode == HttpStatusCode.OK;
            },
            Cancellation);
    }
}
