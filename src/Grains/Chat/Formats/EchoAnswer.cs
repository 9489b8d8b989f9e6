using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orleans.Gateway.Grains.Limits.Tokens;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>What the echo backend answers, piece by piece, made while it is read. A null piece is where the connection breaks.</summary>
internal sealed class EchoAnswer(EchoRequest asked, int promptTokens, long created, TokenCounter tokens)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string _id = $"chatcmpl-echo{Guid.NewGuid():N}";

    public IEnumerable<ReadOnlyMemory<byte>?> Whole()
    {
        var body = Json(json =>
        {
            Head(json, "chat.completion");
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("message"u8);
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, asked.Text);
            json.WriteNull("refusal"u8);
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, "stop"u8);
            json.WriteEndObject();
            json.WriteEndArray();
            Usage(json, tokens.Count(asked.Text));
        });
        if (asked.Drop)
        {
            yield return body.AsMemory(0, body.Length / 2);
            yield return null;
        }

        yield return body;
    }

    public IEnumerable<ReadOnlyMemory<byte>?> Chunks()
    {
        yield return Chunk(json => Delta(json, null, role: true));
        var words = asked.Text.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            if (asked.Drop && i == words.Length / 2)
            {
                // Enough of the answer to be seen, and then nothing more.
                yield return Chunk(json => Delta(json, i == 0 ? words[i] : ' ' + words[i]));
                yield return null;
            }

            var word = i == 0 ? words[i] : ' ' + words[i];
            yield return Chunk(json => Delta(json, word));
        }

        yield return Chunk(json => Delta(json, null, finish: "stop"));
        yield return Chunk(json =>
        {
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            Usage(json, tokens.Count(asked.Text));
        });
        yield return "data: [DONE]\n\n"u8.ToArray();
    }

    private byte[] Chunk(Action<Utf8JsonWriter> write) =>
        [.. "data: "u8, .. Json(json => { Head(json, "chat.completion.chunk"); write(json); }), .. "\n\n"u8];

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void Head(Utf8JsonWriter json, string kind)
    {
        json.WriteString("id"u8, _id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, created);
        json.WriteString("model"u8, asked.Model);
    }

    private static void Delta(Utf8JsonWriter json, string? content, bool role = false, string? finish = null)
    {
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("delta"u8);
        if (role)
        {
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, ""u8);
            json.WriteNull("refusal"u8);
        }
        else if (content is not null)
        {
            json.WriteString("content"u8, content);
        }

        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, finish);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void Usage(Utf8JsonWriter json, int completion)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, promptTokens);
        json.WriteNumber("completion_tokens"u8, completion);
        json.WriteNumber("total_tokens"u8, promptTokens + completion);
        json.WriteEndObject();
    }
}
