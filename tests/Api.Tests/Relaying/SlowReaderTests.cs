using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>A client that takes its time gets all of its answer, however little time its provider has.</summary>
[Collection(AloneCollection.Name)]
public sealed class SlowReaderTests(SlowReaderFixture fixture) : IClassFixture<SlowReaderFixture>
{
    private const int Piece = 1024 * 1024;

    /// <summary>More than sockets hold.</summary>
    private const int Pieces = 16;

    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("gpt-idle", true)]
    [InlineData("gpt-idle", false)]
    [InlineData("gpt-total", true)]
    [InlineData("gpt-total", false)]
    [InlineData("claude-idle", true)]
    [InlineData("claude-idle", false)]
    public async Task The_times_of_a_backend_stand_still_while_its_client_is_waited_for(string alias, bool stream)
    {
        fixture.Provider.Script(stream ? Faults.Chunks(Pieces, new('x', Piece)) : Faults.Body(200, "application/json", Whole(alias)));

        using var response = await fixture.Http.SayAsync(alias, "hello", Cancellation, stream);
        using (var later = new PeriodicTimer(1.5 * SlowReaderFixture.Total))
        {
            // Longer than the limits: only time itself can show that nothing happens.
            await later.WaitForNextTickAsync(Cancellation);
        }

        var answer = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.InRange(answer.Length, Pieces * Piece, int.MaxValue);
        Assert.Contains(stream ? "data: [DONE]" : "}", answer[^20..], StringComparison.Ordinal);
        var id = Assert.Single(response.Headers.GetValues("x-request-id"));
        Assert.DoesNotContain(fixture.Gateway.Log.All, line => line.Contains(id, StringComparison.Ordinal) && line.Contains("failed", StringComparison.Ordinal));
    }

    private static string Whole(string alias)
    {
        var text = new string('x', Pieces * Piece);
        return alias.StartsWith("gpt", StringComparison.Ordinal)
            ? $$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{text}}"},"finish_reason":"stop"}]}"""
            : $$"""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"{{text}}"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1},"stop_sequence":null}""";
    }
}
