namespace Orleans.Gateway.Silo.Configuration;

/// <summary>The folder of the embedded store. What is in it is nobody else's business, so a new one is open to its owner only.</summary>
public static class DataDirectory
{
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
}
