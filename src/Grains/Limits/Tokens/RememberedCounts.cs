using System.IO.Hashing;
using System.Security.Cryptography;

namespace Orleans.Gateway.Grains.Limits.Tokens;

/// <summary>
/// How many tokens texts have that were counted lately. Any number of threads may ask and add: each slot is one word, written whole, and the newest
/// text takes the place of the one before it. 256 KB.
/// </summary>
/// <remarks>
/// A slot holds the upper bits of a hash, by 15 of which it is found, and the count. Two texts of one hash would make an estimate wrong; the seed is
/// this process' own, so that nobody can make such texts.
/// </remarks>
/// <param name="countBits">So large a count can be. The more, the fewer are left for the hash.</param>
internal sealed class RememberedCounts(int countBits)
{
    private const int SlotBits = 15;

    private readonly ulong _most = (1UL << countBits) - 1;
    private readonly ulong[] _slots = new ulong[1 << SlotBits];
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <param name="hash">For <see cref="Add"/>.</param>
    /// <returns>0: not known.</returns>
    public int Find(ReadOnlySpan<byte> text, out ulong hash)
    {
        hash = XxHash3.HashToUInt64(text, _seed);
        var slot = Volatile.Read(ref _slots[SlotOf(hash)]);
        return ((slot ^ hash) & ~_most) == 0 ? (int)(slot & _most) : 0;
    }

    /// <summary>What is too large to be held is not.</summary>
    public void Add(ulong hash, int count)
    {
        if (count > 0 && (ulong)count <= _most)
        {
            Volatile.Write(ref _slots[SlotOf(hash)], (hash & ~_most) | (uint)count);
        }
    }

    private static int SlotOf(ulong hash) => (int)(hash >> (64 - SlotBits));
}
