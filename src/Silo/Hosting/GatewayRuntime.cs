using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>
/// The silo of this process, or its connection to silos elsewhere: none, joining, or up. It is started beside HTTP and again after a failure, so
/// that a store that is down delays neither the listener nor the calls. Endpoints get their grains here, never from the container.
/// </summary>
public sealed class GatewayRuntime : BackgroundService
{
    /// <summary>How long a silo may take to leave its cluster when the process stops.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private readonly INodeHost _hosts;
    private readonly NodeOptions _options;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _process;
    private readonly ILogger<GatewayRuntime> _logger;
    private readonly GrainSource _source;

    internal GatewayRuntime(
        INodeHost hosts, GrainSource source, IOptions<NodeOptions> options, TimeProvider time, IHostApplicationLifetime process, ILogger<GatewayRuntime> logger)
    {
        _hosts = hosts;
        _source = source;
        _options = options.Value;
        _time = time;
        _process = process;
        _logger = logger;
    }

    /// <summary>Null while there is no silo; then calls are relayed from the mirror, and admin writes get a 503.</summary>
    public IGrainFactory? Grains => _source.Current;

    /// <summary>Whether the process ends because its silo must not go on: it ends with exit code 1 then.</summary>
    public bool HasFailed { get; private set; }

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
                _hosts.Failed(_logger, error);
            }

            await Task.Delay(_options.SiloRetry, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        var host = _hosts.Build();
        try
        {
            await host.StartAsync(stoppingToken);
            await _hosts.PrepareAsync(host.Services, stoppingToken);
            _source.Current = host.Services.GetRequiredService<IGrainFactory>();
            _hosts.Started(_logger);
            await _hosts.TendAsync(host.Services, stoppingToken);
            HasFailed = true;
            _process.StopApplication();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, stoppingToken);
        }
        finally
        {
            _source.Current = null;
            if (stoppingToken.IsCancellationRequested)
            {
                await StopWithProcessAsync(host);
            }
            else
            {
                await StopAsync(host);
            }
        }
    }

    /// <summary>Before the next attempt, which may want the same ports.</summary>
    private static async Task StopAsync(IHost host)
    {
        try
        {
            await host.StopAsync(CancellationToken.None);
        }
        finally
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    /// <summary>A silo says goodbye in its store, and waits for one that is away; the process does not. One that has lost its membership has nobody to say goodbye to.</summary>
    private async Task StopWithProcessAsync(IHost host)
    {
        if (HasFailed)
        {
            return;
        }

        try
        {
            await StopAsync(host).WaitAsync(Farewell, _time);
            _logger.SiloStopped();
        }
        catch (TimeoutException)
        {
            _logger.SiloDidNotLeave();
        }
    }
}
