using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Orleans.Gateway.Api.Tests.Sdk;

/// <summary>What one scenario of <c>tests/Sdk.Node</c> printed.</summary>
/// <param name="Result">Undefined when it failed.</param>
/// <param name="Failure">The error that the script did not expect, with its stack; null for none.</param>
internal sealed record NodeOutcome(string Model, string Scenario, JsonElement Result, string? Failure);

/// <summary>Runs a script of <c>tests/Sdk.Node</c>; skips the test where that cannot be.</summary>
internal static class NodeScript
{
    // What a developer has set up for these packages would send the calls elsewhere, or tell others of them.
    private static readonly string[] ForeignSettings = ["NODE_OPTIONS", "OPENAI_", "LANGCHAIN_", "LANGSMITH_"];

    public static async Task<IReadOnlyList<NodeOutcome>> RunAsync(string sdk, string baseUrl, string key, string[] models, CancellationToken cancellation)
    {
        var folder = Path.Combine(RepositoryRoot(), "tests", "Sdk.Node");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules")), "Needs the npm packages: run npm ci in tests/Sdk.Node.");

        using var process = Start(folder, [$"{sdk}.mjs", baseUrl, key, string.Join(',', models)]);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            Assert.True(process.ExitCode == 0, $"{sdk}.mjs ended with {process.ExitCode}: {await errors}");
            return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<NodeOutcome>(line, JsonSerializerOptions.Web)!)];
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static Process Start(string folder, string[] args)
    {
        var start = new ProcessStartInfo("node", args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(name => ForeignSettings.Any(foreign => name.StartsWith(foreign, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            start.Environment.Remove(name);
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("Needs node on the PATH, and then npm ci in tests/Sdk.Node.");
            throw;
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orleans.Gateway.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
