using Orleans.Gateway.AzureStorage.Tests.Emulator;
using Orleans.Gateway.Silo.Stores;

namespace Orleans.Gateway.AzureStorage.Tests.Blobs;

/// <summary>The keys of grains in the URLs of blobs.</summary>
public sealed class KeyTests(Azurite azurite)
{
    [Theory]
    [InlineData("gpt", "gpt")]
    [InlineData("llm/gpt-4.1", "llm/gpt-4.1")]
    [InlineData("llm/vendor:model", "llm/vendor:model")]
    [InlineData("team a|backend?x#y%2F", "team a|backend?x#y%2F")]
    [InlineData("größe/模型", "größe/模型")]
    [InlineData("a/../b", "a/.=2E/b")]
    [InlineData("a/./b", "a/=2E/b")]
    [InlineData("..", ".=2E")]
    [InlineData("a./b", "a=2E/b")]
    [InlineData("a.", "a=2E")]
    [InlineData(@"a\b", "a=5Cb")]
    [InlineData("a=2E", "a=3D2E")]
    [InlineData("a\tb\u007f", "a=09b=7F")]
    public void A_key_is_kept_but_for_what_a_URL_would_not_keep(string key, string kept) => Assert.Equal(kept, BlobKeyStorage.Kept(key));

    [Fact]
    public async Task Keys_of_all_kinds_are_kept_apart()
    {
        string[] keys =
        [
            "b", "B", "a/b", "a/../b", "a/./b", "./b", "../b", "a//b", "a/b/", "/b", "a./b", "a.", "a", @"a\b", "..", ".", "=", "=2E", "a b", "a+b", "a%20b",
            "a?b", "a#b", "a%b", "a%2Fb", "a&b=c", "größe", "gro\u0308ße", "模型", "🙂", "a:b", "a|b", "a;b", "a'b", "a\"b", "a\tb", new string('k', 500),
        ];
        using var process = await StoreProcess.StartAsync(azurite.NewAccount());
        foreach (var key in keys)
        {
            await StateTests.WriteAsync(process.Store, GrainId.Create("alias", key), key);
        }

        foreach (var key in keys)
        {
            Assert.Equal(key, (await StateTests.ReadAsync(process.Store, GrainId.Create("alias", key))).State!.Text);
        }
    }
}
