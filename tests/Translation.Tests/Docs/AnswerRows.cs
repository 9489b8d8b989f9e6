using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using Orleans.Gateway.Translation.OpenAiToOpenAi;
using Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;
using Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

namespace Orleans.Gateway.Translation.Tests.Docs;

/// <summary>What the translation of answers makes of the examples in docs/formats.md.</summary>
internal static class AnswerRows
{
    private static readonly string[] Usual = ["role", "content", "refusal", "annotations"];

    /// <summary>A <c>stop_reason</c>: the finish reason, and what the choice has beside it.</summary>
    public static string[] StopReason(string[] input)
    {
        var reason = DocTable.Code(input[0]);
        var details = reason == "refusal" ? """ ,"stop_details":{"explanation":"Why.","category":"cyber"} """ : reason == "stop_sequence" ? ""","stop_sequence":"END" """ : "";
        var choice = Whole($$"""{"id":"msg_1","content":[{"type":"text","text":"Hi"}],"stop_reason":"{{reason}}"{{details}}}""")["choices"]![0]!.AsObject();
        var extra = choice.Where(property => property.Key is not ("index" or "message" or "logprobs" or "finish_reason")).Select(property => $"\"{property.Key}\":{Text(property.Value)}");
        var refusal = choice["message"]!["refusal"] is { } text ? [$"\"message\":{{\"refusal\":{Text(text)}}}"] : Array.Empty<string>();
        var all = string.Join(',', [.. refusal, .. extra]);
        return [$"`{choice["finish_reason"]}`", all.Length == 0 ? "–" : DocTable.AsCode(all)];
    }

    /// <summary>A content block: what the message has of it.</summary>
    public static string[] Block(string[] input)
    {
        var message = Whole($$"""{"id":"msg_1","content":[{{DocTable.Code(input[0])}}],"stop_reason":"end_turn"}""")["choices"]![0]!["message"]!.AsObject();
        var news = message.Where(property => !Usual.Contains(property.Key) || (property.Key != "role" && property.Value is not null and not JsonArray { Count: 0 } && Text(property.Value) != "\"\""));
        var text = string.Join(',', news.Select(property => $"\"{property.Key}\":{Text(property.Value)}"));
        return [text.Length == 0 ? "nothing" : DocTable.AsCode(text)];
    }

    public static string[] Usage(string[] input) =>
        [DocTable.AsCode(Text(Whole($$"""{"id":"msg_1","content":[],"stop_reason":"end_turn","usage":{{DocTable.Code(input[0])}}}""")["usage"]))];

    /// <summary>One event of a stream: the chunks that it becomes.</summary>
    public static string[] Event(string[] input)
    {
        var example = DocTable.Code(input[0]);
        var before = Before(example);
        var stream = new MessagesStream(Streamed.Plan);
        var output = new ArrayBufferWriter<byte>();
        stream.Read(Streamed.Frame(before), output);
        var skip = output.WrittenCount;
        stream.Read(Streamed.Frame(example), output);
        if (stream.Failure is { } failure)
        {
            return [$"an error: `{FailureTable.Of(failure.Kind).Code}`"];
        }

        var lines = new Streamed(stream, Encoding.UTF8.GetString(output.WrittenSpan[skip..])).Lines.Select(Line).ToList();
        return [lines.Count == 0 ? "nothing" : string.Join(", then ", lines)];
    }

    /// <summary>A request to a backend of the client's own format, as it goes out.</summary>
    public static string[] Spliced(string[] input)
    {
        var body = Encoding.UTF8.GetBytes(DocTable.Code(input[0]));
        var output = new ArrayBufferWriter<byte>();
        RequestSplice.Write(body, Translation.Requests.RequestScanner.Read(body), "gpt-4o-prod", forceUsage: true, output);
        return [DocTable.AsCode(Encoding.UTF8.GetString(output.WrittenSpan))];
    }

    /// <summary>One chunk of a backend of the client's own format, as it goes on.</summary>
    public static string[] PassedOn(string[] input)
    {
        var stream = new PassThroughStream(includeUsage: false, "gpt");
        var output = new ArrayBufferWriter<byte>();
        var example = DocTable.Code(input[0]);
        if (example.Contains("\"stop\"", StringComparison.Ordinal))
        {
            stream.Read("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}}]}\n\n"u8, output);
        }

        var skip = output.WrittenCount;
        stream.Read(Encoding.UTF8.GetBytes($"data: {example}\n\n"), output);
        var text = Encoding.UTF8.GetString(output.WrittenSpan[skip..]).Trim();
        return [stream.Failure is { } failure ? $"an error: `{failure.Code ?? FailureTable.Of(failure.Kind).Code}`" : text.Length == 0 ? "nothing" : DocTable.AsCode(text["data: ".Length..])];
    }

    // What has to be open for the example to mean something.
    private static IEnumerable<string> Before(string example)
    {
        if (example.Contains("message_start", StringComparison.Ordinal))
        {
            return example.Contains("msg_2", StringComparison.Ordinal)
                ? [Streamed.Start, """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}"""]
                : [];
        }

        var open = example switch
        {
            _ when example.Contains("thinking_delta", StringComparison.Ordinal) || example.Contains("signature_delta", StringComparison.Ordinal) => """{"type":"thinking","thinking":""}""",
            _ when example.Contains("input_json_delta", StringComparison.Ordinal) || example.Contains("_stop", StringComparison.Ordinal) => """{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{}}""",
            _ => """{"type":"text","text":""}""",
        };
        var start = example.Contains("content_block_start", StringComparison.Ordinal) ? [] : (string[])[$$"""{"type":"content_block_start","index":0,"content_block":{{open}}}"""];
        var end = example.Contains("message_stop", StringComparison.Ordinal) ? (string[])["""{"type":"content_block_stop","index":0}""", Streamed.End("tool_use")] : [];
        return [Streamed.Start, .. start, .. end];
    }

    private static string Line(string line) => line == "[DONE]" ? "`[DONE]`"
        : line.StartsWith('!') ? $"the finish reason `{line[2..]}`"
        : DocTable.AsCode(line);

    private static JsonObject Whole(string message)
    {
        var output = new ArrayBufferWriter<byte>();
        MessageAnswer.Translate(Encoding.UTF8.GetBytes(message), Streamed.Plan with { Stream = false }, output);
        return JsonNode.Parse(output.WrittenSpan)!.AsObject();
    }

    private static string Text(JsonNode? node) => node is null ? "null" : node.ToJsonString(Translating.Compact);
}
