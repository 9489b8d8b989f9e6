using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Orleans.Gateway.Translation.Requests;

/// <summary>
/// A piece of a JSON string, and what is where in it: one bit for each byte, the first byte's the lowest. Which bytes are escaped is found for all of
/// them at once, without a jump for each, since a prompt has an escape in each line or more.
/// </summary>
internal static class StringBlock
{
    /// <summary>In bytes.</summary>
    public const int Size = 64;

    /// <summary>In bytes.</summary>
    public const int ShortSize = 16;

    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>The closing quote of a string that is short and has nothing in it to look at, as names have; -1: it is another one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than <see cref="ShortSize"/> bytes follow.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShortEnd(ReadOnlySpan<byte> json, int at)
    {
        var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(json.Slice(at, ShortSize)));
        var stops = Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\')) | Vector128.LessThan(bytes, Vector128.Create((byte)' '));
        var bits = stops.ExtractMostSignificantBits();
        var stop = at + BitOperations.TrailingZeroCount(bits);
        return bits != 0 && json[stop] == '"' ? stop : -1;
    }

    /// <summary>The quotes that end a string, in the block that begins at an offset.</summary>
    /// <param name="escapesFirst">Whether the byte before this block makes an escape with its first one; then that of the next block.</param>
    /// <exception cref="ArgumentOutOfRangeException">The block ends behind the end.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Quotes(ReadOnlySpan<byte> json, int at, ref bool escapesFirst)
    {
        var (low, high) = Load(json, at);
        return Where(low, high, '"') & ~Escaped(Where(low, high, '\\'), ref escapesFirst);
    }

    /// <inheritdoc cref="Quotes(ReadOnlySpan{byte}, int, ref bool)"/>
    /// <param name="backslashes">Where there is one.</param>
    /// <param name="doubts">What has to be looked at before it is believed: control characters, and what is escaped and seldom is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Quotes(ReadOnlySpan<byte> json, int at, ref bool escapesFirst, out ulong backslashes, out ulong doubts)
    {
        var (low, high) = Load(json, at);
        var quotes = Where(low, high, '"');
        backslashes = Where(low, high, '\\');
        var escaped = Escaped(backslashes, ref escapesFirst);
        var frequent = quotes | backslashes | Where(low, high, 'n') | Where(low, high, 't') | Where(low, high, 'r');
        var least = Vector256.Create((byte)' ');
        doubts = Bits(Vector256.LessThan(low, least), Vector256.LessThan(high, least)) | (escaped & ~frequent);
        return quotes & ~escaped;
    }

    /// <summary>The bits up to the lowest of these, that one included; all, if there is none.</summary>
    public static ulong UpTo(ulong bits) => bits ^ (bits - 1);

    /// <summary>
    /// What stands behind a backslash that is not escaped itself. In a run of backslashes every other one escapes; adding the place of its first one to
    /// the run carries to the place behind its last one, and says of runs that begin on odd places apart from those on even ones where they end.
    /// </summary>
    private static ulong Escaped(ulong backslashes, ref bool escapesFirst)
    {
        var first = escapesFirst ? 1UL : 0;
        backslashes &= ~first;
        var follows = (backslashes << 1) | first;
        var oddStarts = backslashes & ~EvenBits & ~follows;
        var ends = oddStarts + backslashes;
        escapesFirst = ends < oddStarts;
        return (EvenBits ^ (ends << 1)) & follows;
    }

    private static (Vector256<byte> Low, Vector256<byte> High) Load(ReadOnlySpan<byte> json, int at)
    {
        ref var piece = ref MemoryMarshal.GetReference(json.Slice(at, Size));
        return (Vector256.LoadUnsafe(ref piece), Vector256.LoadUnsafe(ref piece, (nuint)Vector256<byte>.Count));
    }

    private static ulong Where(Vector256<byte> low, Vector256<byte> high, char what)
    {
        var wanted = Vector256.Create((byte)what);
        return Bits(Vector256.Equals(low, wanted), Vector256.Equals(high, wanted));
    }

    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) => low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
}
