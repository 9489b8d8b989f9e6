namespace Orleans.Gateway.Silo.Configuration;

/// <summary>The folder of the embedded store. What is in it is nobody else's business, so a new one is open to its owner only.</summary>
public static class DataDirectory
{
    /// <summary>Makes it where it is missing, and holds it until the stream is closed, or the process ends in whatever way.</summary>
    /// <exception cref="InvalidDataException">It cannot be made, or another process holds it.</exception>
    public static FileStream Hold(string path)
    {
        Open(path);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(Path.Combine(path, "gateway.lock"), options);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidDataException($"Gateway:DataDirectory: the folder '{path}' cannot be written to ({error.Message}) Name one that this process may write to.");
        }
        catch (IOException)
        {
            throw new InvalidDataException($"Gateway:DataDirectory: another process works in the folder '{path}'. Give this one a folder of its own; nodes that belong together share a Redis or an account of Azure Storage (Gateway:Store).");
        }
    }

    /// <summary>For a start: makes it where it is missing.</summary>
    /// <exception cref="InvalidDataException">It cannot be made.</exception>
    public static void Open(string path)
    {
        try
        {
            Create(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"Gateway:DataDirectory: the folder '{path}' cannot be made ({error.Message}) Name one that this process may write to.");
        }
    }

    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>An empty file for its owner only, as the folder may be somebody else's. One that is there stays as it is.</summary>
    public static void CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }
}
