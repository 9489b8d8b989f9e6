using System.Text;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>The environment of this process, and the files that it may read.</summary>
/// <param name="directory">What relative paths start from: where the document is. Default: the working directory.</param>
public sealed class ProcessReferences(string? directory = null) : IReferenceSource
{
    /// <summary>A secret is short; a file above this is another file. In bytes.</summary>
    private const int MaxFileLength = 64 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public ReferenceValue Environment(string name) => System.Environment.GetEnvironmentVariable(name) is { } value
        ? ReferenceValue.Of(value)
        : ReferenceValue.Missing($"the environment variable {name} is not set");

    /// <inheritdoc/>
    public ReferenceValue File(string path)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(Path.Combine(directory ?? "", path));
            var bytes = new byte[MaxFileLength + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= MaxFileLength
                ? ReferenceValue.Of(Utf8.GetString(bytes, 0, length))
                : ReferenceValue.Missing($"the file {path} is longer than 64 KiB");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return ReferenceValue.Missing($"the file {path} does not exist");
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException or ArgumentException or NotSupportedException)
        {
            return ReferenceValue.Missing($"the file {path} cannot be read ({error.GetType().Name})");
        }
    }
}
