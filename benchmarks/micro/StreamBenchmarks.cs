using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using Orleans.Gateway.Translation.OpenAiToOpenAi;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Micro;

/// <summary>200 events of a streamed answer, one at a time as they arrive. The yardstick reads the JSON of the same events with the framework's reader.</summary>
[MemoryDiagnoser]
public class StreamBenchmarks
{
    private const int Events = 200;

    private static readonly AnswerPlan Plan = new() { Alias = "gpt", Created = 1_700_000_000, Stream = true, IncludeUsage = true, ServerTools = false };

    private readonly byte[][] _messages = Split(Samples.Messages(Events));
    private readonly byte[][] _chunks = Split(Samples.Chunks(Events));
    private readonly Output _output = new();

    [Benchmark(Baseline = true)]
    public int Utf8JsonReaderScan()
    {
        var tokens = 0;
        foreach (var e in _messages)
        {
            var reader = new Utf8JsonReader(e.AsSpan("data: ".Length));
            while (reader.Read())
            {
                tokens++;
            }
        }

        return tokens;
    }

    [Benchmark]
    public int Sse()
    {
        var reader = new SseReader();
        var bytes = 0;
        foreach (var piece in _messages)
        {
            ReadOnlySpan<byte> rest = piece;
            while (reader.TryRead(ref rest, out var e))
            {
                bytes += e.Data.Length;
            }
        }

        return bytes;
    }

    [Benchmark]
    public bool PassThrough() => Run(new PassThroughStream(includeUsage: true, "gpt"), _chunks);

    [Benchmark]
    public bool Translated() => Run(new MessagesStream(Plan), _messages);

    [Benchmark]
    public bool Assembled()
    {
        var assembly = new MessageAssembly();
        foreach (var piece in _messages)
        {
            assembly.Read(piece);
        }

        assembly.End();
        return assembly.IsComplete ? true : throw new InvalidOperationException("The sample does not assemble.");
    }

    private static byte[][] Split(byte[] stream)
    {
        var events = new List<byte[]>();
        for (var rest = stream.AsSpan(); !rest.IsEmpty;)
        {
            var end = rest.IndexOf("\n\n"u8) + 2;
            events.Add(rest[..end].ToArray());
            rest = rest[end..];
        }

        return [.. events];
    }

    private bool Run(AnswerStream stream, byte[][] pieces)
    {
        _output.Clear();
        foreach (var piece in pieces)
        {
            stream.Read(piece, _output);
        }

        stream.End(_output);
        return stream.IsComplete ? true : throw new InvalidOperationException("The sample does not complete.");
    }
}
