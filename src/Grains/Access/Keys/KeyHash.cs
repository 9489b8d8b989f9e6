using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Orleans.Gateway.Grains.Access.Keys;

/// <summary>The hash of a subscription key, as a value for lookups. Comparing two takes the same time wherever they differ.</summary>
[StructLayout(LayoutKind.Sequential)]
[SuppressMessage("Design", "CA1036", Justification = "Hashes have no order.")]
public readonly struct KeyHash : IEquatable<KeyHash>
{
    /// <summary>In bytes.</summary>
    public const int Length = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <param name="bytes">Exactly 32.</param>
    public KeyHash(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        this = MemoryMarshal.Read<KeyHash>(bytes);
    }

    /// <param name="hex">64 hexadecimal digits, as <see cref="ToString"/> writes them.</param>
    public static bool TryParse(ReadOnlySpan<char> hex, out KeyHash hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        var valid = hex.Length == 2 * Length && Convert.FromHexString(hex, bytes, out _, out _) is System.Buffers.OperationStatus.Done;
        hash = valid ? new KeyHash(bytes) : default;
        return valid;
    }

    public bool Equals(KeyHash other) => ((_a ^ other._a) | (_b ^ other._b) | (_c ^ other._c) | (_d ^ other._d)) == 0;

    public override bool Equals(object? obj) => obj is KeyHash other && Equals(other);

    /// <summary>A part of the hash: callers cannot choose it, since they do not know the pepper.</summary>
    public override int GetHashCode() => (int)_a;

    public static bool operator ==(KeyHash left, KeyHash right) => left.Equals(right);

    public static bool operator !=(KeyHash left, KeyHash right) => !left.Equals(right);

    /// <summary>64 lowercase hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        MemoryMarshal.Write(bytes, in this);
        return Convert.ToHexStringLower(bytes);
    }
}
