using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Api.Startup;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Api.Tests.Host;

/// <summary>The whole gateway of one process on a real socket, with a store of its own.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    public const string AdminKey = "an-admin-key-for-tests";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private readonly bool _ownsFolder;

    private RunningGateway(WebApplication app, DirectoryInfo folder, bool ownsFolder, string url, LogLines log)
    {
        (_app, _folder, _ownsFolder, Url, Log) = (app, folder, ownsFolder, url, log);
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(2) };
    }

    public string Url { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Everything that was logged, from the first line on.</summary>
    public LogLines Log { get; }

    /// <summary>Where the store is.</summary>
    public string DataDirectory => Path.Combine(_folder.FullName, "data");

    /// <param name="document">Null: the built-in demo.</param>
    /// <param name="folder">A folder that stays, for a gateway that is started again on its store.</param>
    public static async Task<RunningGateway> StartAsync(
        CancellationToken cancellation, string? document = null, DirectoryInfo? folder = null, params string[] settings)
    {
        var place = folder ?? Directory.CreateTempSubdirectory("gateway-");
        List<string> args = ["--urls=http://127.0.0.1:0", $"--Gateway:DataDirectory={Path.Combine(place.FullName, "data")}", $"--Gateway:Admin:Key={AdminKey}", .. settings];
        if (document is not null)
        {
            var path = Path.Combine(place.FullName, "gateway.json");
            await File.WriteAllTextAsync(path, document, cancellation);
            args.AddRange(["--config", path]);
        }

        var app = GatewayApplication.Build([.. args]);
        var log = new LogLines();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await app.StartAsync(cancellation);
        await app.Services.GetRequiredService<IDataPlane>().ReadyAsync(cancellation);
        using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10)))
        {
            // Calls are served a moment before the admin API is.
            while (app.Services.GetRequiredService<GatewayRuntime>().Grains is null)
            {
                await timer.WaitForNextTickAsync(cancellation);
            }
        }

        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new RunningGateway(app, place, folder is null, url, log);
    }

    /// <summary>The grains of the silo, which is up once the gateway is ready.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<GatewayRuntime>().Grains!;

    /// <summary>Calls that are out at a backend right now.</summary>
    public int InFlight(string backend) => Services.GetRequiredService<BackendGates>().Of(backend).InFlight;

    /// <summary>Calls that wait for a place at a backend right now.</summary>
    public int Waiting(string backend) => Services.GetRequiredService<BackendGates>().Of(backend).Waiting;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Delete(recursive: true);
        }
    }
}
