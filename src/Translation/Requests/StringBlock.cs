using System.Runtime.Intrinsics;

namespace Orleans.Gateway.Translation.Requests;

/// <summary>A piece of a JSON string, and where in it something has to be looked at: one bit for each byte, the first byte's the lowest.</summary>
internal readonly ref struct StringBlock
{
    /// <summary>In bytes.</summary>
    public const int Size = 32;

    private readonly Vector256<byte> _bytes;

    /// <exception cref="ArgumentOutOfRangeException">The piece ends behind the end.</exception>
    public StringBlock(ReadOnlySpan<byte> json, int at) => _bytes = Vector256.Create(json.Slice(at, Size));

    /// <summary>Quotes and backslashes.</summary>
    public uint Marks => (Vector256.Equals(_bytes, Vector256.Create((byte)'"')) | Vector256.Equals(_bytes, Vector256.Create((byte)'\\'))).ExtractMostSignificantBits();

    /// <summary>The same, and what may not be in a string.</summary>
    public uint Stops => Marks | Vector256.LessThan(_bytes, Vector256.Create((byte)0x20)).ExtractMostSignificantBits();

    /// <summary>Of these bits, those from a byte on.</summary>
    public static uint From(uint bits, int at) => at < Size ? bits & (uint.MaxValue << at) : 0;
}
