using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Startup;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Api.Tests;

/// <summary>The whole gateway of one process on a real socket, with a store of its own.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    public const string AdminKey = "an-admin-key-for-tests";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private readonly bool _ownsFolder;

    private RunningGateway(WebApplication app, DirectoryInfo folder, bool ownsFolder, string url)
    {
        (_app, _folder, _ownsFolder, Url) = (app, folder, ownsFolder, url);
        Http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(2) };
    }

    public string Url { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

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
        await app.StartAsync(cancellation);
        await app.Services.GetRequiredService<IDataPlane>().ReadyAsync(cancellation);
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new RunningGateway(app, place, folder is null, url);
    }

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
