using System.Diagnostics;
using Orleans.Gateway.AzureStorage.Tests.Emulator;

namespace Orleans.Gateway.AzureStorage.Tests.Cluster;

/// <summary>The node of these tests, built with <c>-p:OfficialAzureStorage=true</c>: the same sources on Orleans' own packages.</summary>
internal static class OfficialBuild
{
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "official-azure-storage");

    private static readonly Lazy<Task<(string? Program, string Reason)>> Built = new(BuildAsync);

    /// <summary>The program. Skips the test where the packages cannot be had; a build that fails for any other reason fails it.</summary>
    public static async Task<string> ProgramAsync()
    {
        var (program, reason) = await Built.Value;
        Assert.SkipWhen(program is null, reason);
        return program!;
    }

    private static async Task<(string? Program, string Reason)> BuildAsync()
    {
        var restore = await DotnetAsync("restore");
        if (restore.Code != 0)
        {
            // NU1101: no such package; NU1102: not in this version; NU1103: only previews; NU1301: no registry to ask.
            return restore.Output.Split('\n').FirstOrDefault(line => line.Contains("error NU110", StringComparison.Ordinal) || line.Contains("error NU1301", StringComparison.Ordinal)) is { } missing
                ? (null, $"The registry does not have Orleans' own packages: {missing.Trim()}")
                : throw new InvalidOperationException(restore.Output);
        }

        var build = await DotnetAsync("build", "--no-restore");
        return build.Code == 0
            ? (Path.Combine(Folder, "bin", "AzureNode", "debug", "Orleans.Gateway.AzureNode.dll"), "")
            : throw new InvalidOperationException(build.Output);
    }

    private static async Task<(int Code, string Output)> DotnetAsync(string verb, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [
            verb, Path.Combine(Repository.Root, "tests", "AzureNode", "AzureNode.csproj"), "-p:OfficialAzureStorage=true", "--artifacts-path", Folder, "-v", "quiet", "-nologo", .. more])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // What the build that runs these tests has said to its own processes is not for this one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, output + await errors);
    }
}
