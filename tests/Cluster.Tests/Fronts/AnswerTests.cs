using System.Net;
using System.Text;
using System.Text.Json;
using OpenAI.Chat;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>A client cannot tell a front end without a silo from a node that does everything.</summary>
public sealed class AnswerTests(FrontFixture fixture) : IClassFixture<FrontFixture>
{
    public static TheoryData<string> Aliases { get; } = ["gpt", "claude"];

    private static CancellationToken Cancellation => Patience.Token;

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_completion_is_whole(string alias)
    {
        ChatCompletion completion = await fixture.Front.Sdk(alias).CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation);

        Assert.Equal("You said: hello", Assert.Single(completion.Content).Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal(alias, completion.Model);
        Assert.True(completion.Usage.TotalTokenCount > 0);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_stream_comes_in_pieces_and_ends_with_the_usage(string alias)
    {
        var text = new StringBuilder();
        var pieces = 0;
        var usage = default(ChatTokenUsage);
        await foreach (var update in fixture.Front.Sdk(alias).CompleteChatStreamingAsync([new UserChatMessage("one two three four")], cancellationToken: Cancellation))
        {
            pieces += update.ContentUpdate.Count;
            text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
        }

        Assert.Equal("You said: one two three four", text.ToString());
        Assert.True(pieces > 2, $"{pieces} pieces are no stream.");
        Assert.True(usage?.TotalTokenCount > 0);
    }

    [Theory, MemberData(nameof(Aliases))]
    public async Task A_long_stream_arrives_in_order_and_whole(string alias)
    {
        var at = 0;
        fixture.Provider.Script(Faults.Chunks(20_000, "######").Rewritten(piece => Numbered(piece, ref at)));

        using var response = await fixture.Front.SayAsync(alias, "go", Cancellation, stream: true);
        var (seen, last) = (0, "");
        await foreach (var data in response.EventsAsync(Cancellation))
        {
            last = data;
            if (data.IndexOf("\"content\":\"#", StringComparison.Ordinal) is var start and >= 0)
            {
                Assert.Equal($"#{seen:D5}", data.Substring(start + 11, 6));
                seen++;
            }
        }

        Assert.Equal((20_000, "[DONE]"), (seen, last));
    }

    [Fact]
    public async Task A_large_body_and_a_large_answer_cross_whole()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 100_000));

        using var response = await fixture.Front.SayAsync("gpt", words, Cancellation);

        Assert.Equal($"You said: {words}", await response.TextAsync(Cancellation));
    }

    [Fact]
    public async Task Calls_are_spread_over_the_silos()
    {
        var before = fixture.Provider.Requests.Count;
        for (var call = 0; call < 32; call++)
        {
            using var response = await fixture.Front.SayAsync("gpt", "hello", Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(["Silo-1", "Silo-2"], fixture.Provider.Requests.Skip(before).Select(request => request.Header(Documents.NodeHeader)!).Distinct().Order());
    }

    [Fact]
    public async Task A_hundred_calls_at_once_get_their_own_answers()
    {
        var calls = Enumerable.Range(0, 100).Select(async call =>
        {
            using var response = await fixture.Front.SayAsync(call % 2 == 0 ? "gpt" : "claude", $"call {call}", Cancellation);
            return await response.TextAsync(Cancellation);
        });

        Assert.Equal(Enumerable.Range(0, 100).Select(call => $"You said: call {call}"), await Task.WhenAll(calls));
    }

    [Fact]
    public async Task An_error_of_the_provider_is_the_clients_too()
    {
        fixture.Provider.Script(Faults.RateLimited(retryAfter: "7"));

        using var response = await fixture.Front.SayAsync("gpt", "hello", Cancellation);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("gpt", "nobodys-key-0123456789", HttpStatusCode.Unauthorized)]
    [InlineData("gpt", "gw-team-a-forged", HttpStatusCode.Unauthorized)]
    [InlineData("no-such-model", Documents.Key, HttpStatusCode.NotFound)]
    public async Task A_wrong_key_and_a_wrong_model_are_refused(string alias, string key, HttpStatusCode status)
    {
        using var response = await fixture.Front.SayAsync(alias, "hello", Cancellation, key: key);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task The_models_are_listed()
    {
        using var response = await fixture.Front.Http.GetAsync(new Uri("/llm/v1/models", UriKind.Relative), Cancellation);
        var models = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancellation)).GetProperty("data").EnumerateArray();

        Assert.Equal(["claude", "echo", "gpt"], models.Select(model => model.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task An_alias_is_read_and_changed_through_a_front_end()
    {
        using var current = await fixture.Front.AdminAsync(HttpMethod.Get, "apis/llm/aliases/echo", Cancellation);
        using var changed = await fixture.Front.AdminAsync(HttpMethod.Put, "apis/llm/aliases/echo", Cancellation, Documents.Target("echo"), current.Headers.ETag!.ToString());

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    private static ReadOnlyMemory<byte> Numbered(ReadOnlyMemory<byte> piece, ref int at)
    {
        if (piece.Span.IndexOf("######"u8) is var mark and >= 0)
        {
            var copy = piece.ToArray();
            Encoding.ASCII.GetBytes($"#{at++:D5}", copy.AsSpan(mark));
            return copy;
        }

        return piece;
    }
}
