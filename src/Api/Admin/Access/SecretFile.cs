using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>A generated secret in a file that only its owner may read.</summary>
internal static class SecretFile
{
    public static string LoadOrCreate(string path, Func<string> create, out bool created)
    {
        DataDirectory.Create(Path.GetDirectoryName(Path.GetFullPath(path))!);
        created = !File.Exists(path);
        if (created)
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(path, options);
            writer.WriteLine(create());
        }

        return File.ReadAllText(path).Trim();
    }
}
