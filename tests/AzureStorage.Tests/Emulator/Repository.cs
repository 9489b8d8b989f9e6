namespace Orleans.Gateway.AzureStorage.Tests.Emulator;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orleans.Gateway.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests read files of the repository, and run inside of it only.");
        }

        return folder.FullName;
    }
}
