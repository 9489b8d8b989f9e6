using System.Buffers.Text;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Tests.Secrets;

public class MasterKeyTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(200, 32).Select(value => (byte)value)];

    public static TheoryData<string> Spellings => new()
    {
        Convert.ToBase64String(Key),
        Convert.ToBase64String(Key).TrimEnd('='),
        Base64Url.EncodeToString(Key),
        Convert.ToHexString(Key),
        Convert.ToHexStringLower(Key),
        $"  {Convert.ToBase64String(Key)}\n",
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void All_spellings_mean_the_same_key(string text) => Assert.Equal(new MasterKey(Key).Id, MasterKey.Parse(text).Id);

    [Theory]
    [InlineData("")]
    [InlineData("changeme")]
    [InlineData("zz34567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAECAwQFBgcICQoLDA0ODw==")] // 16 bytes
    [InlineData("************************************************************")]
    public void What_is_no_key_is_refused_by_the_settings_name_and_not_repeated(string text)
    {
        var error = Assert.Throws<FormatException>(() => MasterKey.Parse(text, "Gateway:MasterKey"));

        Assert.StartsWith("Gateway:MasterKey", error.Message, StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !error.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_text_form_says_nothing_of_the_key()
    {
        var text = new MasterKey(Key).ToString();

        Assert.DoesNotContain(Convert.ToHexStringLower(Key)[..8], text, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(@"^\(master key [0-9a-f]{8}\)$", text);
    }
}
