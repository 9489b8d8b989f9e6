using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Tests.Secrets;

public sealed class ProcessReferencesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-references-").FullName;

    [Fact]
    public void Files_are_found_beside_the_document_and_by_their_full_path()
    {
        File.WriteAllText(Path.Combine(_directory, "key"), "secret\n");
        var references = new ProcessReferences(_directory);

        Assert.Equal("secret\n", references.File("key").Text);
        Assert.Equal("secret\n", references.File(Path.Combine(_directory, "key")).Text);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("none/none")]
    [InlineData(".")]
    [InlineData("a\0b")]
    [InlineData("binary")]
    [InlineData("long")]
    public void What_is_no_text_file_is_a_problem_and_no_exception(string path)
    {
        File.WriteAllBytes(Path.Combine(_directory, "binary"), [0xff, 0xfe, 0xfd]);
        File.WriteAllBytes(Path.Combine(_directory, "long"), new byte[64 * 1024 + 1]);

        var value = new ProcessReferences(_directory).File(path);

        Assert.Null(value.Text);
        Assert.StartsWith("the file ", value.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_is_that_of_the_process()
    {
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), new ProcessReferences().Environment("PATH").Text);
        Assert.Contains("GATEWAY_NO_SUCH_VARIABLE", new ProcessReferences().Environment("GATEWAY_NO_SUCH_VARIABLE").Problem, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
