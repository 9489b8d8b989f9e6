using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Grains.Chat.Remote;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Silo.Front;

public static class GatewayClientExtensions
{
    /// <summary>
    /// The gateway without a silo of its own: <see cref="IDataPlane"/> and <see cref="GatewayRuntime"/> on a connection to silos elsewhere, and what
    /// changes definitions through them. Nothing here reaches a provider; and without a master key of its own, nothing opens or seals a credential.
    /// </summary>
    public static IServiceCollection AddGatewayClient(this IServiceCollection services)
    {
        services.AddNode();
        services.TryAddSingleton<GrainSource>();
        services.AddSingleton(new StartDocument(null, IsDemo: false));
        services.AddSingleton(provider => GatewayKeys.LoadHasher(provider.GetRequiredService<IOptions<NodeOptions>>().Value));
        services.TryAddSingleton<IReferenceSource, FrontReferences>();
        services.AddSingleton<ISecretSealer>(provider =>
            GatewayKeys.LoadSealer(provider.GetRequiredService<IOptions<NodeOptions>>().Value) is { } sealer ? sealer : new KeylessSealer());
        services.AddDefinitions();
        services.AddSingleton<INodeHost, ClientHost>();
        services.AddSingleton<RemoteCalls>();
        services.AddSingleton<IOpenCalls>(provider => provider.GetRequiredService<RemoteCalls>());
        services.AddSingleton<RemoteRelay>();
        services.AddSingleton<RememberedCallers>();
        services.AddSingleton<FrontDesks>();
        services.AddSingleton<FrontMirror>();
        services.AddHostedService(provider => provider.GetRequiredService<FrontMirror>());
        services.AddSingleton<IDataPlane, RemoteDataPlane>();
        return services;
    }
}
