using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Mirrors;

/// <summary>A file that is whole at any moment, and that only its owner may read.</summary>
internal sealed class SnapshotFile(string path)
{
    private readonly string _path = Path.GetFullPath(path);

    /// <summary>Null when there is none.</summary>
    public byte[]? Read() => File.Exists(_path) ? File.ReadAllBytes(_path) : null;

    /// <summary>How long ago it was written or confirmed, by the clock of the machine.</summary>
    public TimeSpan Age(DateTimeOffset now) =>
        now - new DateTimeOffset(File.GetLastWriteTimeUtc(_path), TimeSpan.Zero) is var age && age > TimeSpan.Zero ? age : TimeSpan.Zero;

    public void Touch(DateTimeOffset now) => File.SetLastWriteTimeUtc(_path, now.UtcDateTime);

    /// <summary>Beside it first, and on the disk, then in its place: a power cut leaves the old one or the new one.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        DataDirectory.Create(Path.GetDirectoryName(_path)!);
        var beside = _path + ".new";
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(beside, options))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, _path, overwrite: true);
    }
}
