using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.Tests.Fuzz;

/// <summary>Any bytes as server-sent events: the same events however they are split, and no more bytes than came in.</summary>
internal static class FuzzedEvents
{
    public static void Run(ReadOnlyMemory<byte> body)
    {
        var bytes = body.Span;
        var limit = bytes.Length % 7 == 0 ? 64 : 1024 * 1024;
        var whole = Read(bytes, int.MaxValue, limit);

        // Byte by byte is what takes the time, so only some inputs arrive like that.
        var pieces = Read(bytes, bytes.Length % 16 == 0 ? 1 : 2 + (bytes.Length % 61), limit);
        Finding.Unless(whole == pieces, "another split, other events");
        Finding.Unless(whole.Bytes <= bytes.Length, "more data than came in");
    }

    private static (int Events, long Bytes, int Hash, long Comments, bool Oversized) Read(ReadOnlySpan<byte> bytes, int piece, int limit)
    {
        var reader = new SseReader(limit);
        var (events, length, hash) = (0, 0L, new HashCode());
        while (!bytes.IsEmpty)
        {
            var next = bytes[..Math.Min(piece, bytes.Length)];
            bytes = bytes[next.Length..];
            while (reader.TryRead(ref next, out var e))
            {
                Take(e, ref hash);
                events++;
                length += e.Data.Length;
            }
        }

        if (!reader.IsOversized && reader.TryEnd(out var last))
        {
            Take(last, ref hash);
            events++;
            length += last.Data.Length;
        }

        return (events, length, hash.ToHashCode(), reader.Comments, reader.IsOversized);
    }

    private static void Take(SseEvent e, ref HashCode hash)
    {
        hash.AddBytes(e.Name);
        hash.Add(e.Name.Length);
        hash.AddBytes(e.Data);
        hash.Add(e.Data.Length);
    }
}
