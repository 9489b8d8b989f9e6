using System.Text;
using System.Text.Json;

namespace Orleans.Gateway.Micro;

/// <summary>Bodies of a given size that look like those of agents: prompts full of escapes, tools, calls and their results. The same in each run.</summary>
internal static class Samples
{
    private const string Prose =
        "The gateway keeps what it has never heard of.\nIt answers \"as is\", and it says so: a stream that breaks off has no end. Größe über alles; 日本語 too.\n\tIndented code follows here. ";

    private static readonly JsonSerializerOptions AsClientsWrite = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A streamed request: one system message, turns of text, and from 20 KB on tools with their calls and results.</summary>
    public static byte[] Request(int bytes)
    {
        var messages = new List<object> { new { role = "system", content = Text(bytes / 8) } };
        var hasTools = bytes > 20_000;
        var turns = hasTools ? 20 : 2;
        var left = (bytes * 7 / 8) - (hasTools ? 9_000 : 700);
        for (var turn = 0; turn < turns; turn++)
        {
            messages.Add(new { role = "user", content = Text(left / turns / (hasTools ? 3 : 2)) });
            if (hasTools)
            {
                var call = new { id = $"call_{turn}", type = "function", function = new { name = $"tool_{turn % 8}", arguments = """{"city":"Ulm","days":[1,2,3],"note":"\"quoted\""}""" } };
                messages.Add(new { role = "assistant", content = (string?)null, tool_calls = new[] { call } });
                messages.Add(new { role = "tool", tool_call_id = call.id, content = Text(left / turns / 3) });
            }

            messages.Add(new { role = "assistant", content = Text(left / turns / (hasTools ? 3 : 2)) });
        }

        messages.Add(new { role = "user", content = "And now?" });
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                model = "gpt",
                messages,
                temperature = 0.7,
                max_tokens = 1_000,
                stream = true,
                stream_options = new { include_usage = true },
                user = "user-1",
                tools = Enumerable.Range(0, hasTools ? 8 : 1).Select(Tool),
            },
            AsClientsWrite);
    }

    /// <summary>A streamed Messages answer: text in <paramref name="events"/> deltas, with the event names and the padding that the provider sends.</summary>
    public static byte[] Messages(int events) => Stream(
        events,
        """{"type":"message_start","message":{"id":"msg_01ABC","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"usage":{"input_tokens":25,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" word and\n"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":200}}""",
        """{"type":"message_stop"}""");

    /// <summary>The same as Chat Completions chunks of a provider.</summary>
    public static byte[] Chunks(int events)
    {
        const string Head = """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o","choices":[""";
        return [
            .. Stream(
                events,
                Head + """{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
                Head + """{"index":0,"delta":{"content":" word and\n"},"finish_reason":null}]}""",
                Head + """{"index":0,"delta":{"content":" word and\n"},"finish_reason":null}]}""",
                Head + """{"index":0,"delta":{},"finish_reason":"stop"}]}""",
                Head + """],"usage":{"prompt_tokens":25,"completion_tokens":200,"total_tokens":225}}"""),
            .. "data: [DONE]\n\n"u8];
    }

    /// <summary>A whole Messages answer: text and one call, <paramref name="bytes"/> long.</summary>
    public static byte[] Answer(int bytes) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            id = "msg_01ABC",
            type = "message",
            role = "assistant",
            model = "claude",
            content = new object[]
            {
                new { type = "text", text = Text(bytes - 400) },
                new { type = "tool_use", id = "toolu_1", name = "tool_1", input = new { city = "Ulm", days = new[] { 1, 2, 3 } } },
            },
            stop_reason = "tool_use",
            stop_sequence = (string?)null,
            usage = new { input_tokens = 25, cache_read_input_tokens = 5, output_tokens = 200 },
        },
        AsClientsWrite);

    private static object Tool(int number) => new
    {
        type = "function",
        function = new
        {
            name = $"tool_{number}",
            description = Text(200),
            parameters = new
            {
                type = "object",
                properties = new { city = new { type = "string", description = "A city." }, days = new { type = "array", items = new { type = "integer", minimum = 1 } }, note = new { type = "string" } },
                required = new[] { "city" },
            },
        },
    };

    public static string Text(int bytes)
    {
        var text = new StringBuilder();
        while (text.Length < bytes)
        {
            text.Append(Prose);
        }

        return text.ToString(0, Math.Max(0, bytes));
    }

    private static byte[] Stream(int events, string start, string open, string delta, params string[] end)
    {
        var stream = new StringBuilder();
        foreach (var e in (string[])[start, open, .. Enumerable.Repeat(delta, events), .. end])
        {
            stream.Append("data: ").Append(e).Append("\n\n");
        }

        return Encoding.UTF8.GetBytes(stream.ToString());
    }
}
