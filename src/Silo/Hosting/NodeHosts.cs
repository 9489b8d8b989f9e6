using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Gateway.Grains.Chat.Remote;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>What the hosts of silos and of clients have in common.</summary>
internal static class NodeHosts
{
    /// <summary>A host that logs with the process, and whose lifetime cannot end it.</summary>
    public static HostApplicationBuilder Builder(string name, ILoggerFactory loggers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = name });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        return builder;
    }

    public static void Apply(NodeOptions node, ClusterOptions cluster)
    {
        cluster.ClusterId = node.ClusterId;
        cluster.ServiceId = node.ServiceId;
    }

    public static void Apply(MessagingOptions messaging)
    {
        messaging.ResponseTimeout = RemoteTiming.ResponseTimeout;
        // A grain's method that nobody waits for any more should know it.
        messaging.CancelRequestOnTimeout = true;
    }

    /// <summary>The process decides when to stop; these hosts only do as they are told.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
