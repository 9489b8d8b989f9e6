using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Startup;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Portal.Tests.Host;

/// <summary>The whole gateway of one process on a real socket, with the demo or a document, and the portal that it serves.</summary>
internal sealed class PortalGateway : IAsyncDisposable
{
    public const string AdminKey = "an-admin-key-for-tests";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private PortalGateway(WebApplication app, DirectoryInfo folder, string url)
    {
        (_app, _folder, Url) = (app, folder, url);
        Admin = new HttpClient { BaseAddress = new Uri($"{url}/admin/v1/") };
        Admin.DefaultRequestHeaders.Authorization = new("Bearer", AdminKey);
    }

    public string Url { get; }

    /// <summary>The admin API, beside the portal.</summary>
    public HttpClient Admin { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<PortalGateway> StartAsync(string? document, CancellationToken cancellation, params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("portal-");
        List<string> args = ["--urls=http://127.0.0.1:0", "--Gateway:Usage:ReportEvery=00:00:00.5", $"--Gateway:DataDirectory={Path.Combine(folder.FullName, "data")}", $"--Gateway:Admin:Key={AdminKey}", .. more];
        if (document is not null)
        {
            var path = Path.Combine(folder.FullName, "gateway.json");
            await File.WriteAllTextAsync(path, document, cancellation);
            args.AddRange(["--config", path]);
        }

        var app = GatewayApplication.Build([.. args]);
        await app.StartAsync(cancellation);
        await app.Services.GetRequiredService<IDataPlane>().ReadyAsync(cancellation);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (app.Services.GetRequiredService<GatewayRuntime>().Grains is null)
        {
            await timer.WaitForNextTickAsync(cancellation);
        }

        return new PortalGateway(app, folder, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
