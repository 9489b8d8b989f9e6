using System.Security.Cryptography;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>A key of 32 bytes in a file of its own, in base64, that only its owner may read (mode 0600).</summary>
public static class KeyFile
{
    /// <summary>For what takes milliseconds.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(10);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The key in the file. Where there is no file yet, makes one with a random key; of several processes that do so at once, one wins.</summary>
    /// <exception cref="InvalidDataException">The file holds no key. It is left as it is: a new key could not open what the old one sealed.</exception>
    /// <exception cref="IOException">The file can be neither read nor made.</exception>
    public static byte[] LoadOrCreate(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            Create(path);
        }

        return Load(path);
    }

    private static byte[] Load(string path)
    {
        // A copy from a backup may have come back readable for others.
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        try
        {
            return KeyText.Parse(File.ReadAllText(path), path);
        }
        catch (FormatException error)
        {
            throw new InvalidDataException($"{error.Message} Restore the file from a backup: what was sealed under the old key opens under no other.");
        }
    }

    private static void Create(string path)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(directory);
        var temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        var claim = Path.Combine(directory, $".{Path.GetFileName(path)}.lock");
        using var turn = TakeTurn(claim);
        try
        {
            if (!File.Exists(path))
            {
                // Complete before it has its name: who dies in between leaves no half of a key.
                Write(temporary);
                File.Move(temporary, path, overwrite: false);
            }
        }
        finally
        {
            File.Delete(temporary);
            if (File.Exists(path))
            {
                // Whoever has waited for it, or makes another one now, finds the key.
                File.Delete(claim);
            }
        }
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

    private static void Write(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var stream = new FileStream(path, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyText.Length)) + "\n"));
        stream.Flush(flushToDisk: true);
    }
}
