namespace Orleans.Gateway.Grains.Secrets;

/// <summary>A file that only its owner may read (mode 0600), and that is there complete or not at all.</summary>
public static class OwnerFile
{
    /// <summary>For what takes milliseconds.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(10);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the file, unless it is there; of several processes that do so at once, one wins. Returns whether it was this one.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static bool Create(string path, Func<byte[]> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(content);
        if (File.Exists(path))
        {
            return false;
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(directory);
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        var claim = Path.Combine(directory, $".{Path.GetFileName(path)}.lock");
        using var turn = TakeTurn(claim);
        try
        {
            if (File.Exists(path))
            {
                return false;
            }

            // Complete before it has its name: who dies in between leaves no half of it.
            Write(temporary, content());
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        finally
        {
            File.Delete(temporary);
            if (File.Exists(path))
            {
                // Whoever has waited for it, or makes another one now, finds the file.
                File.Delete(claim);
            }
        }
    }

    /// <summary>Its text. A copy from a backup may have come back readable for others, and is not any more afterwards.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        return File.ReadAllText(path);
    }

    /// <summary>
    /// Only one process looks and creates at a time: moving a file looks for another one of its name first, and in between that can come. The system
    /// lets go of it when its owner dies.
    /// </summary>
    /// <exception cref="IOException">The file cannot be had for as long as a turn may take.</exception>
    private static FileStream TakeTurn(string claim)
    {
        FileStream? turn = null;
        return SpinWait.SpinUntil(() => (turn = Open(claim)) is not null, LongestTurn)
            ? turn!
            : throw new IOException($"{claim} is held by another process, or cannot be made.");
    }

    private static FileStream? Open(string claim)
    {
        try
        {
            return new FileStream(claim, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Write(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var stream = new FileStream(path, options);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }
}
