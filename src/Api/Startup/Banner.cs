using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Admin;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Api.Admin.Sessions;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Startup;

/// <summary>Tells whoever started the process where it listens and what to try, once it can answer.</summary>
internal sealed class Banner(
    IServer server, IDataPlane plane, StartDocument document, AdminKey admin, SignInLink link, IOptions<AdminOptions> options, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await plane.ReadyAsync(stoppingToken);

        var urls = server.Features.Get<IServerAddressesFeature>()?.Addresses.ToArray() is { Length: > 0 } bound ? bound : [ListenRules.Default];
        // The operators' own addresses come last; without any, the portal is where everything is.
        foreach (var line in Lines(urls[0], AdminAddress.Split(options.Value.Urls).Length is 0 ? urls[0] : urls[^1]))
        {
            Console.Out.WriteLine(line);
        }
    }

    private IEnumerable<string> Lines(string url, string portal)
    {
        yield return "";
        yield return $"  Orleans Gateway listens on {url}";
        foreach (var path in plane.Paths)
        {
            yield return $"  API         {url}{path}";
        }

        // Whoever reads this could read the key in the file too; where the key is somebody's own, they know it.
        yield return admin.File is null
            ? $"  Portal      {portal}/admin"
            : $"  Portal      {portal}/admin/sign-in?token={link.Make()}   (opens once, within {SignInLink.Life.TotalMinutes:0} minutes)";
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
