using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Anthropic;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.OpenAi;

namespace Orleans.Gateway.FakeProvider.Answers;

/// <summary>Streams that are longer than anything a model would plan.</summary>
internal static class Streams
{
    /// <summary>A good stream in the format of the call: its beginning, one text event for each count, its end.</summary>
    internal static Reply Of(ReceivedRequest request, IEnumerable<long> counts, string text)
    {
        var plan = new PlannedAnswer([new TextBlock("x")], Stop.End, null);
        var events = request.Dialect is Dialect.Anthropic
            ? new AnthropicAnswer(request.Model, plan, (1, 0, 0)).ToEvents().ToList()
            : new ChatAnswer(request.Json, request.Model, plan, promptTokens: 1, created: 0).ToChunks().ToList();
        var at = events.FindIndex(one => IsTextEvent(one.Span));
        var json = JsonNode.Parse(DataOf(events[at].Span))!;
        ReadOnlyMemory<byte> word = request.Dialect is Dialect.Anthropic
            ? Sse.Event(With(json, "delta", "text", text), "content_block_delta")
            : Sse.Event(With(json["choices"]![0]!, "delta", "content", text).Root);

        return new Reply(200, Reply.EventStream, events.Take(at).Concat(counts.Select(_ => word)).Concat(events.Skip(at + 1)));
    }

    /// <summary>The bytes cut behind every blank line; in one piece when they are no events.</summary>
    internal static IReadOnlyList<ReadOnlyMemory<byte>> SplitEvents(ReadOnlyMemory<byte> bytes, bool isStream)
    {
        var events = new List<ReadOnlyMemory<byte>>();
        while (isStream && bytes.Span.IndexOf("\n\n"u8) is >= 0 and var end)
        {
            events.Add(bytes[..(end + 2)]);
            bytes = bytes[(end + 2)..];
        }

        return bytes.IsEmpty ? events : [.. events, bytes];
    }

    private static bool IsTextEvent(ReadOnlySpan<byte> one) =>
        one.IndexOf("text_delta"u8) >= 0 || one.IndexOf("\"content\":\"x\""u8) >= 0;

    private static ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> one) => one[(one.IndexOf("data: "u8) + "data: ".Length)..];

    private static JsonNode With(JsonNode json, string parent, string name, string value)
    {
        json[parent]![name] = value;
        return json;
    }
}
