using System.Text;

namespace Orleans.Gateway.Harness;

/// <summary>What the mock sends in one format: a whole answer of half a kilobyte, and the parts of a stream.</summary>
internal sealed class MockBytes
{
    /// <summary>The length of one chunk on the wire, in bytes, the blank line behind it included.</summary>
    public const int ChunkBytes = 200;

    /// <summary>What the whole answer says.</summary>
    public static readonly string Text = string.Concat(Enumerable.Repeat("word ", 50)).TrimEnd();

    public static readonly MockBytes OpenAi = new()
    {
        Answer = Encoding.UTF8.GetBytes(
            $"{{{Head},\"object\":\"chat.completion\",\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":\"{Text}\",\"refusal\":null}},\"logprobs\":null,\"finish_reason\":\"stop\"}}],\"usage\":{{\"prompt_tokens\":500,\"completion_tokens\":60,\"total_tokens\":560}}}}"),
        Begin = [],
        Chunk = Filled(text => Data($"{{{Head},\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}"), out var openAiText),
        ChunkText = openAiText,
        End =
        [
            .. Data($"{{{Head},\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}"),
            .. Data($"{{{Head},\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{{\"prompt_tokens\":500,\"completion_tokens\":400,\"total_tokens\":900}}}}"),
            .. Data("[DONE]"),
        ],
    };

    public static readonly MockBytes Anthropic = new()
    {
        Answer = Encoding.UTF8.GetBytes(
            $"{{{Message},\"content\":[{{\"type\":\"text\",\"text\":\"{Text}\"}}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{{\"input_tokens\":500,\"output_tokens\":60}}}}"),
        Begin =
        [
            .. Event("message_start", $"\"message\":{{{Message},\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{{\"input_tokens\":500,\"output_tokens\":1}}}}"),
            .. Event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"),
        ],
        Chunk = Filled(text => Event("content_block_delta", $"\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}"), out var anthropicText),
        ChunkText = anthropicText,
        End =
        [
            .. Event("content_block_stop", "\"index\":0"),
            .. Event("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":400}"),
            .. Encoding.UTF8.GetBytes("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"),
        ],
    };

    private const string Head = "\"id\":\"chatcmpl-00000000000000\",\"created\":1700000000,\"model\":\"mock\"";
    private const string Message = "\"id\":\"msg_00000000000000000000\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"mock\"";

    public required byte[] Answer { get; init; }

    /// <summary>What comes before the first chunk.</summary>
    public required byte[] Begin { get; init; }

    public required byte[] Chunk { get; init; }

    /// <summary>What one chunk says.</summary>
    public required string ChunkText { get; init; }

    public required byte[] End { get; init; }

    /// <summary>As much text as makes the chunk as long as all are.</summary>
    private static byte[] Filled(Func<string, byte[]> chunk, out string text)
    {
        var length = ChunkBytes - chunk("").Length;
        text = $" {new string('w', length - 1)}";
        return chunk(text);
    }

    private static byte[] Event(string type, string rest) => Encoding.UTF8.GetBytes($"event: {type}\ndata: {{\"type\":\"{type}\",{rest}}}\n\n");

    private static byte[] Data(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
