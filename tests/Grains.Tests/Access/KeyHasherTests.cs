using System.Security.Cryptography;
using System.Text;
using Orleans.Gateway.Grains.Access.Keys;

namespace Orleans.Gateway.Grains.Tests.Access;

public class KeyHasherTests
{
    private static readonly byte[] Pepper = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];
    private readonly KeyHasher _hasher = new(Pepper);

    public static TheoryData<string> Keys => new() { "demo-key", "", "ключ", new string('k', 1_000) };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_hashed_whole_and_all_forms_agree(string key)
    {
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Pepper, Encoding.UTF8.GetBytes(key)));
        var bytes = new byte[32];
        _hasher.Hash(key, bytes);

        Assert.Equal(expected, _hasher.Hash(key));
        Assert.Equal(expected, _hasher.Hash(key.AsSpan()).ToString());
        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Another_pepper_gives_another_hash() =>
        Assert.NotEqual(_hasher.Hash("demo-key"), new KeyHasher(RandomNumberGenerator.GetBytes(32)).Hash("demo-key"));

    [Fact]
    public void A_short_pepper_is_refused() => Assert.Throws<ArgumentException>(() => new KeyHasher(new byte[31]));

    [Fact]
    public void Looking_a_key_up_allocates_nothing()
    {
        var known = new Dictionary<KeyHash, int> { [_hasher.Hash("demo-key".AsSpan())] = 1 };
        var found = known.ContainsKey(_hasher.Hash("demo-key".AsSpan())); // warms up

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 100; call++)
        {
            found &= known.ContainsKey(_hasher.Hash("demo-key".AsSpan()));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(found);
    }

    [Fact]
    public void Hashes_are_equal_only_when_every_byte_is()
    {
        var hash = _hasher.Hash("demo-key".AsSpan());
        var bytes = Convert.FromHexString(hash.ToString());

        Assert.True(KeyHash.TryParse(hash.ToString(), out var parsed));
        Assert.Equal(hash, parsed);
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 1;
            Assert.NotEqual(hash, new KeyHash(changed));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("abcd")]
    [InlineData("zz34567890123456789012345678901234567890123456789012345678901234")]
    public void What_is_no_hash_is_not_parsed(string hex) => Assert.False(KeyHash.TryParse(hex, out _));
}
