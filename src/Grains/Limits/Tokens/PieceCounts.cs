using System.IO.Hashing;
using System.Security.Cryptography;

namespace Orleans.Gateway.Grains.Limits.Tokens;

/// <summary>
/// How many tokens pieces of text have that were counted lately. Any number of threads may ask and add: each slot is one word, written whole, and
/// the newest piece takes the place of the one before it.
/// </summary>
/// <remarks>
/// A slot holds 56 bits of a hash and the count. Two pieces of one hash would make an estimate wrong by a few tokens, once in 10^16; the seed is this
/// process' own, so that nobody can make such pieces.
/// </remarks>
internal sealed class PieceCounts
{
    /// <summary>In bytes. Longer pieces seldom come again.</summary>
    public const int Longest = 48;

    /// <summary>256 KB: the words of many languages.</summary>
    private const int Slots = 1 << 15;

    private const ulong CountBits = 0xFF;

    private readonly ulong[] _slots = new ulong[Slots];
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <param name="piece">Of <see cref="Longest"/> bytes at most.</param>
    /// <param name="hash">For <see cref="Add"/>.</param>
    /// <returns>0: not known.</returns>
    public int Find(ReadOnlySpan<byte> piece, out ulong hash)
    {
        hash = XxHash3.HashToUInt64(piece, _seed);
        var slot = Volatile.Read(ref _slots[SlotOf(hash)]);
        return ((slot ^ hash) & ~CountBits) == 0 ? (int)(slot & CountBits) : 0;
    }

    public void Add(ulong hash, int count)
    {
        if (count is > 0 and <= (int)CountBits)
        {
            Volatile.Write(ref _slots[SlotOf(hash)], (hash & ~CountBits) | (uint)count);
        }
    }

    private static int SlotOf(ulong hash) => (int)(hash >> 49);
}
