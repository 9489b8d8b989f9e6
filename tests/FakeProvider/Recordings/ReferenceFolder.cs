namespace Orleans.Gateway.FakeProvider.Recordings;

/// <summary>Reference material that is not part of this repository: an environment variable names it, or it lies beside the checkout.</summary>
internal static class ReferenceFolder
{
    /// <summary>The folder, or null; and the reason to skip for, which names what to set.</summary>
    internal static (string? Path, string Missing) Find(string variable, string name)
    {
        var configured = Environment.GetEnvironmentVariable(variable);
        var path = string.IsNullOrEmpty(configured) ? BesideTheRepository(name) : configured;

        return (Directory.Exists(path) ? path : null, $"Needs the folder '{path ?? name}'; set {variable} to where it is.");
    }

    private static string? BesideTheRepository(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orleans.Gateway.sln")))
        {
            folder = folder.Parent;
        }

        // A linked worktree lies one folder deeper than the repository itself, so the search goes on upwards.
        for (var parent = folder?.Parent; parent is not null; parent = parent.Parent)
        {
            var candidate = Path.Combine(parent.FullName, "shared", name);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return folder is null ? null : Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", name));
    }
}
