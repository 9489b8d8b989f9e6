using System.Text;
using CsCheck;
using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.Tests.Sse;

public class SseReaderTests
{
    /// <summary>What goes in, and the events that come out as <c>name|data</c>.</summary>
    public static TheoryData<string, string[]> Streams => new()
    {
        { "data: 1\n\n", ["|1"] },
        { "event: ping\ndata: {}\n\n", ["ping|{}"] },
        { "event: ping\r\ndata: {}\r\n\r\n", ["ping|{}"] },
        { "event: ping\rdata: {}\r\r", ["ping|{}"] },
        { "data: 1\r\n\ndata: 2\n\r\n", ["|1", "|2"] },
        { "\uFEFFdata: 1\n\n", ["|1"] },
        { "\uFEFF\ndata: 1\n\n", ["|1"] },
        { "\uFEFF\uFEFFdata: 1\n\ndata: 2\n\n", ["|2"] },                // only one mark is a mark
        { "data:1\n\ndata:  2\n\n", ["|1", "| 2"] },                     // one space, and no more, belongs to the format
        { "data: a\ndata\ndata: b\n\n", ["|a\n\nb"] },
        { "data:\ndata: b\n\n", ["|\nb"] },
        { "data:\n\ndata\n\n\n\n", [] },
        { ": hello\n:\ndata: 1\n: there\n\n", ["|1"] },
        { "id: 7\nretry: 10\ndata: 1\nother\n\n", ["|1"] },
        { "event: a\nevent:\ndata: 1\n\n", ["|1"] },
        { "event: a\n\ndata: 1\n\n", ["|1"] },                           // a name without data names nothing
        { "event: a\ndata: 1\n\ndata: 2\n\n", ["a|1", "|2"] },
        { "data: 漢字 🙂\n\n", ["|漢字 🙂"] },
        { "dataset: 1\n\ndata: 2\n\n", ["|2"] },
        { "data: {\"a\":1}", ["|{\"a\":1}"] },                           // lacks only its blank line
        { "data: {\"a\":1}\n", ["|{\"a\":1}"] },
        { "data: {\"a\":1}\r", ["|{\"a\":1}"] },
        { "data: [DONE]", ["|[DONE]"] },
        { "data: {\"a\":1", [] },
        { "data: [DON", [] },
        { "data: {\"a\":1}\n\ndata: {\"b\"\n", ["|{\"a\":1}"] },
        { "event: a", [] },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_has_these_events_however_it_is_split(string stream, string[] events)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var size = 1; size <= bytes.Length; size++)
        {
            Assert.Equal(events, Read(bytes, size));
        }
    }

    [Fact]
    public void Any_split_gives_the_same_events()
    {
        var parts = Gen.OneOf("data", ":", " ", "\n", "\r", "\r\n", "\n\n", "event: x", "data: {\"a\":1}", "id", "é", "🙂", "\uFEFF", "data:");
        Gen.Select(parts.Array[0, 40], Gen.Int[1, 9].Array[1, 60]).Sample((texts, sizes) =>
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(texts));
            Assert.Equal(Read(bytes, bytes.Length + 1), Read(bytes, sizes));
        });
    }

    [Fact]
    public void Comments_are_counted()
    {
        var reader = new SseReader();
        ReadOnlySpan<byte> bytes = ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n:"u8;
        Assert.False(reader.TryRead(ref bytes, out _));
        Assert.Equal(2, reader.Comments);
    }

    [Fact]
    public void Event_that_lies_whole_in_the_input_is_handed_out_in_place()
    {
        var bytes = "event: e\ndata: 12\n\n"u8.ToArray();
        ReadOnlySpan<byte> rest = bytes;
        Assert.True(new SseReader().TryRead(ref rest, out var e));
        Assert.True(e.Data.Overlaps(bytes));
        Assert.True(e.Name.Overlaps(bytes));
    }

    [Theory]
    [InlineData("data: 12345\n\n", false)]
    [InlineData("data: 123456\n\n", true)]
    [InlineData("data: 1\ndata: 23456\n\n", true)]
    [InlineData("data: 123456", true)]
    [InlineData(": a long comment is memory too", true)]
    public void Event_over_the_limit_is_refused_however_it_is_split(string stream, bool refused)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var reader = new SseReader(maxEventBytes: 11);
            Read(reader, bytes, [size]);
            Assert.Equal(refused, reader.IsOversized);
        }
    }

    [Fact]
    public void Nothing_is_read_after_an_oversized_event()
    {
        var reader = new SseReader(maxEventBytes: 10);
        Assert.Empty(Read(reader, "data: 12345678901\n\ndata: 1\n\n"u8, [100]));
        Assert.Empty(Read(reader, "data: 1\n\n"u8, [100]));
    }

    [Fact]
    public void Whole_and_split_events_allocate_less_than_100_bytes()
    {
        var bytes = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\"}\n\n"u8.ToArray();
        var reader = new SseReader();

        var least = Allocations.Least(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                Pass(reader, bytes);
            }
        });

        Assert.InRange(least, 0, 50 * 100);

        static void Pass(SseReader reader, byte[] bytes)
        {
            ReadOnlySpan<byte> whole = bytes, half = bytes.AsSpan(0, 30), rest = bytes.AsSpan(30);
            Assert.True(reader.TryRead(ref whole, out _));
            Assert.False(reader.TryRead(ref whole, out _));
            Assert.False(reader.TryRead(ref half, out _));
            Assert.True(reader.TryRead(ref rest, out _));
            Assert.False(reader.TryRead(ref rest, out _));
        }
    }

    private static List<string> Read(ReadOnlySpan<byte> bytes, params int[] sizes) => Read(new SseReader(), bytes, sizes);

    private static List<string> Read(SseReader reader, ReadOnlySpan<byte> bytes, int[] sizes)
    {
        var events = new List<string>();
        for (var piece = 0; !bytes.IsEmpty; piece++)
        {
            // A copy that is wiped afterwards: nothing of a piece may be read once it is gone.
            var copy = bytes[..Math.Min(sizes[piece % sizes.Length], bytes.Length)].ToArray();
            bytes = bytes[copy.Length..];
            ReadOnlySpan<byte> rest = copy;
            while (reader.TryRead(ref rest, out var e))
            {
                events.Add($"{Encoding.UTF8.GetString(e.Name)}|{Encoding.UTF8.GetString(e.Data)}");
            }

            Array.Fill(copy, (byte)'#');
        }

        if (reader.TryEnd(out var last))
        {
            events.Add($"{Encoding.UTF8.GetString(last.Name)}|{Encoding.UTF8.GetString(last.Data)}");
        }

        return events;
    }
}
