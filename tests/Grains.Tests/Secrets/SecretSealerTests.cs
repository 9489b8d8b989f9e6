using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Tests.Secrets;

public class SecretSealerTests
{
    private const string Owner = "backend:azure-gpt";
    private readonly SecretSealer _sealer = new(MasterKey.Generate());

    [Theory]
    [InlineData("")]
    [InlineData("sk-0123456789")]
    [InlineData("ключ 🔑")]
    public void What_was_sealed_opens_at_its_place(string clear) =>
        Assert.Equal(clear, _sealer.Open(_sealer.Seal(clear, Owner, SecretPlace.Credential), Owner, SecretPlace.Credential));

    [Fact]
    public void Sealing_twice_gives_different_bytes_and_the_same_fingerprint()
    {
        var (one, two) = (_sealer.Seal("secret", Owner, "f"), _sealer.Seal("secret", Owner, "f"));

        Assert.NotEqual(one.Sealed, two.Sealed);
        Assert.Equal(one.Fingerprint, two.Fingerprint);
        Assert.Matches("^[0-9a-f]{6}$", one.Fingerprint);
        Assert.NotEqual(one.Fingerprint, _sealer.Fingerprint("Secret"));
    }

    [Fact]
    public void Another_master_key_gives_another_fingerprint() =>
        Assert.NotEqual(_sealer.Fingerprint("secret"), new SecretSealer(MasterKey.Generate()).Fingerprint("secret"));

    [Theory]
    [InlineData("backend:other", "credentials.header.value")]
    [InlineData("backend:azure-llm", "credentials.header.value")] // as long as the right one
    [InlineData("backend:azure-gpt", "headers.x-key")]
    [InlineData("backend:azure-gp", "tcredentials.header.value")] // the same characters, cut elsewhere
    public void A_sealed_value_does_not_open_at_another_place(string owner, string field)
    {
        var secret = _sealer.Seal("canary-4711", Owner, SecretPlace.Credential);

        var error = Assert.Throws<SecretUnavailableException>(() => _sealer.Open(secret, owner, field));

        Assert.DoesNotContain("canary-4711", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(owner, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_changed_bit_is_noticed()
    {
        var secret = _sealer.Seal("secret", Owner, "f");
        var blob = Convert.FromBase64String(secret.Sealed!);

        for (var bit = 0; bit < blob.Length * 8; bit++)
        {
            var changed = (byte[])blob.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<SecretUnavailableException>(() => _sealer.Open(secret with { Sealed = Convert.ToBase64String(changed) }, Owner, "f"));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    public void Damaged_text_is_refused(string? text) =>
        Assert.Throws<SecretUnavailableException>(() => _sealer.Open(new Secret(null, text, null), Owner, "f"));

    [Fact]
    public void After_a_rotation_the_older_key_still_opens_and_the_new_one_seals()
    {
        var (older, newer) = (MasterKey.Generate(), MasterKey.Generate());
        var before = new SecretSealer(older).Seal("secret", Owner, "f");
        var rotated = new SecretSealer(newer, older);

        Assert.Equal("secret", rotated.Open(before, Owner, "f"));
        Assert.Equal("secret", new SecretSealer(newer).Open(rotated.Seal("secret", Owner, "f"), Owner, "f"));
    }

    [Fact]
    public void A_missing_master_key_is_named()
    {
        var older = MasterKey.Generate();
        var secret = new SecretSealer(older).Seal("secret", Owner, "f");

        Assert.Contains(older.Id, Assert.Throws<SecretUnavailableException>(() => _sealer.Open(secret, Owner, "f")).Message, StringComparison.Ordinal);
    }
}
