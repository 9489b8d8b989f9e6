using System.Security.Cryptography;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>A key of 32 bytes in a file of its own, in base64, that only its owner may read (mode 0600).</summary>
public static class KeyFile
{
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
        try
        {
            Write(temporary);
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster; its key counts.
        }
        finally
        {
            File.Delete(temporary);
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
