using System.Buffers.Binary;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>A hash of bytes that is the same in every process and on every machine, for choices that all nodes make alike. Not for secrets.</summary>
internal static class ByteHash
{
    public const ulong Start = 0x9E3779B97F4A7C15;

    /// <summary>The bytes with their length, so that two texts in a row are never taken for two others.</summary>
    public static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        hash = Mix(hash ^ (uint)bytes.Length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        ulong rest = 0;
        foreach (var value in bytes)
        {
            rest = (rest << 8) | value;
        }

        return Mix(hash ^ rest);
    }

    /// <summary>The finalizer of splitmix64: every bit of the input changes half of the output's.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Above 0 and below 1, evenly.</summary>
    public static double Unit(ulong hash) => ((hash >> 11) + 0.5) / (1UL << 53);
}
