using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Startup;

/// <summary>Tells whoever started the process where it listens and what to try, once it can answer.</summary>
internal sealed class Banner(
    IServer server, IDataPlane plane, StartDocument document, AdminKey admin, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await plane.ReadyAsync(stoppingToken);

        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? ListenRules.Default;
        foreach (var line in Lines(url))
        {
            Console.Out.WriteLine(line);
        }
    }

    private IEnumerable<string> Lines(string url)
    {
        yield return "";
        yield return $"  Orleans Gateway listens on {url}";
        foreach (var path in plane.Paths)
        {
            yield return $"  API         {url}{path}";
        }

        yield return admin switch
        {
            { Created: { } key } => $"  Admin key   {key}   (shown once; kept in {admin.File})",
            { File: { } file } => $"  Admin key   in {file}",
            _ => "  Admin key   as configured (Gateway:Admin:Key)",
        };
        if (document.IsDemo)
        {
            yield return $"  Demo key    {StartDocument.DemoKey}   (try it as below; to add a real model: --config gateway.json, see README.md)";
            yield return "";
            yield return $"  curl -s {url}/llm/v1/chat/completions -H 'Authorization: Bearer {StartDocument.DemoKey}' -H 'Content-Type: application/json' \\";
            yield return $"    -d '{{\"model\":\"{StartDocument.DemoModel}\",\"messages\":[{{\"role\":\"user\",\"content\":\"hello\"}}]}}'";
        }

        yield return "";
    }
}
