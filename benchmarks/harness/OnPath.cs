namespace Orleans.Gateway.Harness;

/// <summary>Programs that are installed here or not.</summary>
internal static class OnPath
{
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
