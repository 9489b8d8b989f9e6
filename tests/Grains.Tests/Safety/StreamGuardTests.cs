using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Safety;

namespace Orleans.Gateway.Grains.Tests.Safety;

/// <summary>What a judged stream delivers, and when.</summary>
public sealed class StreamGuardTests
{
    private const string Bad = "a bad phrase";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Windows, overlaps and pieces of all sizes; the phrase anywhere, nowhere, or in a tool call.</summary>
    [Fact]
    public async Task Whatever_the_sizes_are_the_order_stays_and_no_part_of_what_is_blocked_is_delivered()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var isBad = random.Next(2) == 0;
            var text = Filler(random) + (isBad ? Bad : "") + Filler(random);
            using var guard = Guard(random.Next(50, 200), random.Next(Bad.Length, 49));
            var delivered = new ArrayBufferWriter<byte>();
            var sent = new StringBuilder();
            var refused = false;
            for (var at = 0; at < text.Length && !refused;)
            {
                var length = Math.Min(random.Next(1, 30), text.Length - at);
                var chunk = Chunk(text.Substring(at, length), tool: round % 3 == 0);
                sent.Append(chunk);
                guard.Output.Write(Encoding.UTF8.GetBytes(chunk));
                at += length;
                guard.Written(isEnd: at == text.Length, Cancellation);
                refused = await PassAsync(guard, delivered, onlyIfFull: at < text.Length && random.Next(3) > 0);
            }

            var seen = Encoding.UTF8.GetString(delivered.WrittenSpan);
            Assert.Equal(isBad, refused);
            Assert.StartsWith(seen, sent.ToString(), StringComparison.Ordinal);
            Assert.Equal(!isBad, guard.IsOver);
            Assert.Equal(!isBad, seen.Length == sent.Length);
            if (isBad)
            {
                Assert.InRange(TextOf(seen).Length, 0, text.IndexOf(Bad, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task While_a_window_is_judged_the_next_one_fills_and_then_nothing_more_is_taken()
    {
        var answer = new TaskCompletionSource();
        using var guard = Guard(50, 10, answer.Task);
        Write(guard, new string('a', 60));
        Assert.False(guard.IsFull);
        Assert.NotNull(guard.Judging);

        Write(guard, new string('b', 40));
        Assert.False(guard.IsFull);
        Write(guard, new string('c', 20));
        Assert.True(guard.IsFull);

        answer.SetResult();
        Assert.Null(await guard.Judging!.WaitAsync(Cancellation));
        var delivered = new ArrayBufferWriter<byte>();
        guard.Pass(delivered, Cancellation);
        Assert.Equal(0, delivered.WrittenCount); // the one event ends within the overlap
        Assert.NotNull(guard.Judging);
    }

    [Fact]
    public void Events_without_text_are_held_within_a_limit()
    {
        using var guard = Guard(10_000, 10, new TaskCompletionSource().Task);
        for (var at = 0; !guard.IsFull; at++)
        {
            Assert.True(at < 200, "Nothing stops the stream.");
            guard.Output.Write(Encoding.UTF8.GetBytes("data: " + JsonSerializer.Serialize(new { choices = new[] { new { index = 0, delta = new { audio = new { data = new string('x', 32 * 1024) } } } } }) + "\n\n"));
            guard.Written(isEnd: false, Cancellation);
        }
    }

    [Fact]
    public void A_blocked_stream_ends_for_every_choice_with_the_ids_of_the_stream()
    {
        using var guard = Guard(50, 10);
        guard.Output.Write("""
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":7,"model":"gpt","choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"b"}}]}


            """u8);
        guard.Written(isEnd: false, Cancellation);
        var end = new ArrayBufferWriter<byte>();

        guard.WriteBlocked(end);

        Assert.Equal(
            """
            data: {"id":"chatcmpl-1","created":7,"model":"gpt","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"content_filter"}]}

            data: {"id":"chatcmpl-1","created":7,"model":"gpt","object":"chat.completion.chunk","choices":[{"index":1,"delta":{},"logprobs":null,"finish_reason":"content_filter"}]}

            data: [DONE]


            """,
            Encoding.UTF8.GetString(end.WrittenSpan));
    }

    /// <summary>True: refused.</summary>
    private static async Task<bool> PassAsync(StreamGuard guard, IBufferWriter<byte> delivered, bool onlyIfFull)
    {
        while (guard.Judging is { } judging && (guard.IsFull || !onlyIfFull))
        {
            if (await judging.WaitAsync(Cancellation) is not null)
            {
                return true;
            }

            guard.Pass(delivered, Cancellation);
        }

        return false;
    }

    private static void Write(StreamGuard guard, string text)
    {
        guard.Output.Write(Encoding.UTF8.GetBytes(Chunk(text, tool: false)));
        guard.Written(isEnd: false, Cancellation);
    }

    private static string Filler(Random random) => new([.. Enumerable.Range(0, random.Next(0, 400)).Select(_ => "abc déf"[random.Next(7)])]);

    private static string Chunk(string text, bool tool) => "data: " + (tool
        ? JsonSerializer.Serialize(new { id = "x", choices = new[] { new { index = 0, delta = new { tool_calls = new[] { new { index = 2, function = new { arguments = text } } } } } } })
        : JsonSerializer.Serialize(new { id = "x", choices = new[] { new { index = 0, delta = new { content = text } } } })) + "\n\n";

    private static string TextOf(string events) => string.Concat(events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(data =>
    {
        var delta = JsonElement.Parse(data[6..]).GetProperty("choices")[0].GetProperty("delta");
        return delta.TryGetProperty("content", out var content) ? content.GetString() : delta.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString();
    }));

    private static StreamGuard Guard(int window, int overlap, Task? answersAfter = null) => new(CallSafety.Of(
        new SafetyPolicy
        {
            Owner = "api:llm",
            Definition = new() { Endpoint = "http://safety.example", Categories = new Dictionary<string, int> { [SafetyCategories.Hate] = 4 }, Completions = true, WindowSize = window, WindowOverlap = overlap },
            Analyze = new("http://safety.example/analyze"),
            Shield = new("http://safety.example/shield"),
            Headers = [],
            Client = new HttpMessageInvoker(new Service(answersAfter)),
            Circuit = new SafetyCircuit(TimeProvider.System),
        },
        null,
        new SafetyJudge(
            new SafetyMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
            new SafetyMemory(TimeProvider.System),
            TimeProvider.System,
            NullLogger<SafetyJudge>.Instance),
        "r")!);

    /// <summary>Finds hate in the phrase.</summary>
    private sealed class Service(Task? answersAfter) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var text = JsonElement.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).GetProperty("text").GetString()!;
            await (answersAfter ?? Task.CompletedTask).WaitAsync(cancellationToken);
            return new(HttpStatusCode.OK)
            {
                Content = new StringContent($$"""{"categoriesAnalysis":[{"category":"Hate","severity":{{(text.Contains(Bad, StringComparison.Ordinal) ? 6 : 0)}}}]}"""),
            };
        }
    }
}
