using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Hosting;
using Orleans.Gateway.Silo.Stores;

namespace Orleans.Gateway.Silo.Front;

/// <summary>The host of a client of silos elsewhere. Once it is connected, it finds silos that come and go by itself.</summary>
internal sealed class ClientHost(NodeSettings settings, ILoggerFactory loggers, TimeProvider time) : INodeHost
{
    public IHost Build()
    {
        var builder = NodeHosts.Builder("orleans-gateway-front", loggers);
        builder.UseOrleansClient(Configure);
        return builder.Build();
    }

    public Task PrepareAsync(IServiceProvider services, CancellationToken stopping) => Task.CompletedTask;

    public void Started(ILogger logger) => logger.ClientConnected();

    public void Failed(ILogger logger, Exception error) => logger.ClientNotConnected(error.GetType().Name, error.Message);

    public Task TendAsync(IServiceProvider services, CancellationToken stopping) => Task.Delay(Timeout.InfiniteTimeSpan, time, stopping);

    private void Configure(IClientBuilder client)
    {
        client.Configure<ClusterOptions>(cluster => NodeHosts.Apply(settings.Node, cluster));
        client.Configure<ClientMessagingOptions>(NodeHosts.Apply);
        client.AddStore(settings);
    }
}
