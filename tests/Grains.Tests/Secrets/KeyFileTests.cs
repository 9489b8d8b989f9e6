using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Tests.Secrets;

public sealed class KeyFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-keys-").FullName;

    private string KeyPath => Path.Combine(_directory, "data", "master.key");

    [Fact]
    public void The_first_start_makes_a_key_and_the_next_one_finds_it()
    {
        var first = KeyFile.LoadOrCreate(KeyPath);

        Assert.Equal(32, first.Length);
        Assert.Equal(first, KeyFile.LoadOrCreate(KeyPath));
        Assert.Equal([KeyPath], Directory.GetFiles(Path.GetDirectoryName(KeyPath)!));
    }

    [Fact]
    public void Nobody_else_may_read_the_file()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        KeyFile.LoadOrCreate(KeyPath);
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(ownerOnly, File.GetUnixFileMode(KeyPath));

        File.SetUnixFileMode(KeyPath, ownerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        KeyFile.LoadOrCreate(KeyPath);

        Assert.Equal(ownerOnly, File.GetUnixFileMode(KeyPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    public void A_file_without_a_key_is_left_as_it_is(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        File.WriteAllText(KeyPath, content);

        Assert.Contains(KeyPath, Assert.Throws<InvalidDataException>(() => KeyFile.LoadOrCreate(KeyPath)).Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(KeyPath));
    }

    /// <summary>Often, since what one of them does between looking and creating takes microseconds.</summary>
    [Fact]
    public async Task Of_many_that_start_at_once_all_have_the_same_key()
    {
        for (var round = 0; round < 50; round++)
        {
            var path = Path.Combine(_directory, $"data-{round}", "master.key");
            using var start = new Barrier(8);
            var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    return Convert.ToHexString(KeyFile.LoadOrCreate(path));
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            Assert.Single(keys.Distinct());
            Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
