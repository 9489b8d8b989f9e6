using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Admin;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>The admin key that an embedded gateway makes for itself.</summary>
public sealed class AdminKeyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");

    private string KeyPath => Path.Combine(_folder.FullName, "data", "admin.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_first_start_makes_a_key_and_the_next_one_finds_it()
    {
        var made = Key();

        Assert.Matches("^gwa-[0-9a-f]{64}$", made.Created);
        Assert.Null(Key().Created);
        Assert.True(Key().Matches(made.Created!));
        Assert.False(Key().Matches(""));
        Assert.Equal([KeyPath], Directory.GetFiles(Path.GetDirectoryName(KeyPath)!));
    }

    /// <summary>As a full disk, a crash, or a wrong restore leaves it.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0")]
    [InlineData("gwa-0123456789a\n")]
    public void A_file_that_holds_no_key_is_refused_by_name_and_left_as_it_is(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        File.WriteAllText(KeyPath, content);

        Assert.Contains(KeyPath, Assert.Throws<InvalidDataException>(Key).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(KeyPath));
    }

    [Fact]
    public void What_has_16_characters_is_a_key()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        File.WriteAllText(KeyPath, "gwa-0123456789ab\n");

        Assert.True(Key().Matches("gwa-0123456789ab"));
    }

    private AdminKey Key() => new(Options.Create(new AdminOptions()), Options.Create(new NodeOptions { DataDirectory = Path.GetDirectoryName(KeyPath)! }));
}
