using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Stopping;

public static class DrainExtensions
{
    /// <summary>What a stop may take once the calls are over: their last words, the connections, the silo.</summary>
    private static readonly TimeSpan AfterDrain = TimeSpan.FromSeconds(30);

    /// <summary>Lets the calls in flight end before the host stops.</summary>
    /// <param name="delay">Where none is set: how long calls are still taken on. Zero where nobody has to notice.</param>
    public static IServiceCollection AddDrain(this IServiceCollection services, TimeSpan delay)
    {
        services.AddOptions<DrainOptions>().BindConfiguration(NodeOptions.Section).PostConfigure(drain => drain.DrainDelay ??= delay).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DrainOptions>, DrainOptionsRanges>());
        services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>((host, drain) =>
            host.ShutdownTimeout = drain.Value.DrainDelay!.Value + drain.Value.DrainTimeout + AfterDrain);
        services.AddHostedService<Drain>();
        return services;
    }
}
