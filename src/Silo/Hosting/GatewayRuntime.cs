using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>
/// The silo of this process: none, joining, or up. It is started beside HTTP and again after a failure, so that a store that is down delays
/// neither the listener nor the calls. Endpoints get their grains here, never from the container.
/// </summary>
public sealed class GatewayRuntime : BackgroundService
{
    private readonly SiloHost _hosts;
    private readonly DocumentApplication _document;
    private readonly SecretRotation _rotation;
    private readonly NodeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<GatewayRuntime> _logger;
    private readonly GrainSource _source;

    internal GatewayRuntime(
        SiloHost hosts, DocumentApplication document, SecretRotation rotation, GrainSource source, IOptions<NodeOptions> options, TimeProvider time, ILogger<GatewayRuntime> logger)
    {
        _hosts = hosts;
        _document = document;
        _rotation = rotation;
        _source = source;
        _options = options.Value;
        _time = time;
        _logger = logger;
    }

    /// <summary>Null while there is no silo; then calls are relayed from the mirror, and admin writes get a 503.</summary>
    public IGrainFactory? Grains => _source.Current;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What starts a silo is synchronous in part; the host's other services do not wait for it.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                _logger.SiloDidNotStart(error.GetType().Name, error.Message);
            }

            await Task.Delay(_options.SiloRetry, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using var silo = _hosts.Build();
        try
        {
            await silo.StartAsync(stoppingToken);
            var grains = silo.Services.GetRequiredService<IGrainFactory>();
            await _document.ApplyAsync(grains);
            await _rotation.ApplyAsync(grains);
            _source.Current = grains;
            _logger.SiloStarted();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _source.Current = null;
            await silo.StopAsync(CancellationToken.None);
            _logger.SiloStopped();
        }
    }
}
