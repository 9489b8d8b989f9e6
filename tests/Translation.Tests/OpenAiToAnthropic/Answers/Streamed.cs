using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

/// <summary>A stream that was run through the translation, and what came out.</summary>
internal sealed record Streamed(MessagesStream Stream, string Output)
{
    public static readonly AnswerPlan Plan = new() { Alias = "claude", Created = 1_700_000_000, Stream = true, ServerTools = false };

    public const string Start = """{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":3,"output_tokens":1}}}""";

    public const string Stop = """{"type":"message_stop"}""";

    /// <summary>The chunks, without the events' framing and without <c>[DONE]</c>.</summary>
    public IEnumerable<JsonNode> Chunks => Output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(e => e["data: ".Length..]).Where(data => data != "[DONE]").Select(data => JsonNode.Parse(data)!);

    /// <summary>One line a chunk: the delta, <c>! reason</c> with what else the choice has, or <c># usage</c>; and <c>[DONE]</c>.</summary>
    public IEnumerable<string> Lines => Output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Line);

    /// <summary>The last news of an answer that stopped for <paramref name="reason"/>.</summary>
    public static string End(string reason) =>
        $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}"},"usage":{"output_tokens":5}}""";

    public static byte[] Frame(params IEnumerable<string> events) => Encoding.UTF8.GetBytes(string.Concat(events.Select(e => $"data: {e}\n\n")));

    public static Streamed Run(params IEnumerable<string> events) => Run(Plan, events);

    public static Streamed Run(AnswerPlan plan, params IEnumerable<string> events) => Run(plan, Frame(events), [int.MaxValue]);

    public static Streamed Run(AnswerPlan plan, ReadOnlySpan<byte> bytes, params int[] sizes)
    {
        var stream = new MessagesStream(plan);
        var output = new ArrayBufferWriter<byte>();
        Feed(stream, output, bytes, sizes);
        stream.End(output);
        return new Streamed(stream, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    public static void Feed(MessagesStream stream, IBufferWriter<byte> output, ReadOnlySpan<byte> bytes, params int[] sizes)
    {
        for (var piece = 0; !bytes.IsEmpty; piece++)
        {
            // A copy that is wiped afterwards: nothing of a piece may be read once it is gone.
            var copy = bytes[..Math.Min(sizes[piece % sizes.Length], bytes.Length)].ToArray();
            bytes = bytes[copy.Length..];
            stream.Read(copy, output);
            Array.Fill(copy, (byte)'#');
        }
    }

    private static string Line(string e)
    {
        var data = e["data: ".Length..];
        if (data == "[DONE]")
        {
            return data;
        }

        var chunk = JsonNode.Parse(data)!;
        if (chunk["choices"]!.AsArray() is not [JsonObject choice])
        {
            return "# " + Raw(chunk["usage"]!);
        }

        var delta = Raw(choice["delta"]!);
        if (choice["finish_reason"] is not { } reason)
        {
            return delta;
        }

        foreach (var common in (string[])["index", "delta", "logprobs", "finish_reason"])
        {
            choice.Remove(common);
        }

        return $"! {reason}" + (choice.Count > 0 ? " " + Raw(choice) : "");
    }

    private static string Raw(JsonNode node) => node.ToJsonString(Relaxed.Json);
}
