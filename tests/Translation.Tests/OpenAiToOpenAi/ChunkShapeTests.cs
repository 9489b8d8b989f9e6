using System.Buffers;
using System.Text;
using System.Text.Json;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.OpenAiToOpenAi;

/// <summary>A reader that has seen chunks of the same shape says of the next one what a reader says that sees it first.</summary>
public sealed class ChunkShapeTests
{
    private static readonly string[] Texts = ["a", "", "word", "\\n", "a\\\"b", "é", "😀", "\"},", "{\"", "x\ty", "a very long piece of text, longer than all others before it"];

    private static readonly string[] Forms =
    [
        """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"@"},"finish_reason":null}]}""",
        """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"@"},"finish_reason":null}],"usage":null}""",
        """{"id":"c","choices":[{"index":0,"delta":{"content":"@"}}],"usage":null,"model":"m","obfuscation":"@"}""",
        """{"obfuscation":"@","usage":null,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"@"}}]}""",
        """{"model":"m","choices":[{"index":0,"delta":{"content":"@","content":"@"}}],"obfuscation":"@"}""",
        """{"model":"m","choices":[{"index":0,"delta":{"content":"@"}},{"index":1,"delta":{"content":"@"}}]}""",
        """{"model":"m","choices":[{"index":0,"delta":{"reasoning_content":"@"}}]}""",
        """{"model":"m","choices":[{"index":0,"delta":{"content":"@"},"finish_reason":"stop"}]}""",
        """{"model":"m","choices":[{"index":0,"delta":{"content":"@"},"finish_reason":""}]}""",
        """{"model":"m","choices":[{"index":0,"delta":{"content":"@"}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""",
        """{"model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}""",
        """{"model":"m","choices":[{"index":0,"delta":{"content":"@"}}],"error":"@"}""",
        """{"model":"m","choices":[{"index":5,"delta":{"content":"@","tool_calls":[{"index":0,"id":"t"}]}}]}""",
    ];

    [Fact]
    public void A_chunk_reads_the_same_after_others_of_its_shape()
    {
        Parallel.For(0, 4_000, seed =>
        {
            var random = new Random(seed);
            var reader = Reader();
            for (var i = 0; i < 12; i++)
            {
                var chunk = Chunk(random, Forms[random.Next(random.Next(3) == 0 ? Forms.Length : 1 + (seed % Forms.Length))]);
                var (expected, first) = Said(Reader(), chunk);
                var (said, _) = Said(reader, chunk);
                Assert.Equal(expected, said);
                if (first is null)
                {
                    break; // The stream has failed.
                }
            }
        });
    }

    [Fact]
    public void Nothing_is_allocated_for_a_chunk_of_a_known_shape()
    {
        var reader = Reader();
        var chunks = Enumerable.Range(0, 64).Select(i => Encoding.UTF8.GetBytes(Forms[2].Replace("@", new string('x', 1 + i), StringComparison.Ordinal))).ToArray();

        Assert.Equal(0, Allocations.Least(() =>
        {
            foreach (var chunk in chunks)
            {
                reader.Read(chunk);
            }
        }));
    }

    private static ChunkReader Reader() => new(JsonText.Quoted("alias"), hideUsage: true, whole: false);

    private static byte[] Chunk(Random random, string form)
    {
        var parts = form.Split('@');
        var text = new StringBuilder(parts[0]);
        foreach (var part in parts[1..])
        {
            text.Append(Texts[random.Next(Texts.Length)]).Append(part);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static (string Said, ChunkReader? Reader) Said(ChunkReader reader, byte[] chunk)
    {
        try
        {
            reader.Read(chunk);
        }
        catch (JsonException)
        {
            return ("broken", null);
        }

        var output = new ArrayBufferWriter<byte>();
        reader.Edits.Write(chunk, 0, output);
        return ($"{reader.HasError} {reader.HasContent} {reader.ChoiceCount} {reader.IsUsageOnly} {reader.Usage} {Encoding.UTF8.GetString(output.WrittenSpan)}", reader);
    }
}
