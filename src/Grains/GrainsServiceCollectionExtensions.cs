using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Grains.Access.Subscriptions;
using Orleans.Gateway.Contracts.Safety;
using Orleans.Gateway.Grains.Aliases;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Credentials;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Caching;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Grains.Chat.Thinking;
using Orleans.Gateway.Grains.Limits.Tokens;
using Orleans.Gateway.Grains.Limits.Calls;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Safety;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains;

public static class GrainsServiceCollectionExtensions
{
    /// <summary>What belongs to the process and outlives its silo. A new format is one line here.</summary>
    public static IServiceCollection AddGatewayProcess(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<RelayOptions>().BindConfiguration("Gateway:Relay").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RelayOptions>, RelayOptionsRanges>());
        services.AddOptions<MirrorOptions>().BindConfiguration("Gateway").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MirrorOptions>, MirrorOptionsRanges>());

        services.TryAddSingleton<GrainSource>();
        services.TryAddSingleton<ThinkingMemory>();
        services.TryAddSingleton<ProviderClients>();
        services.TryAddSingleton<TokenCounter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IBackendFormat, OpenAiFormat>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IBackendFormat, AnthropicFormat>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IBackendFormat, EchoFormat>());
        services.TryAddSingleton<FormatTable>();
        services.TryAddSingleton(static _ => new KeyVaults());
        services.TryAddSingleton<GateMetrics>();
        services.TryAddSingleton<BackendGates>();
        services.TryAddSingleton<SecretResolver>();
        services.TryAddSingleton<ManagedIdentities>();
        services.TryAddSingleton<RolloutTallies>();
        services.TryAddSingleton<RolloutMetrics>();
        services.TryAddSingleton<SubscriptionTable>();
        services.TryAddSingleton<AnswerCache>();
        services.TryAddSingleton<SafetyMetrics>();
        services.TryAddSingleton<SafetyPolicies>();
        services.TryAddSingleton<SafetyMemory>();
        services.TryAddSingleton<SafetyJudge>();
        services.TryAddSingleton<CatalogCompiler>();
        services.TryAddSingleton<MirrorMetrics>();
        services.TryAddSingleton<Freshness>();
        services.TryAddSingleton<CatalogMirror>();
        services.TryAddSingleton<RelayMetrics>();
        services.TryAddSingleton<RetryBudget>();
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<Intake>(_ => new Intake());
        services.TryAddSingleton<CallTable>();
        services.TryAddSingleton<ICallsInFlight>(provider => provider.GetRequiredService<CallTable>());
        services.TryAddSingleton<IOpenCalls>(provider => provider.GetRequiredService<CallTable>());
        services.TryAddSingleton<LeaseMetrics>();
        services.TryAddSingleton<LeaseBook>();
        services.TryAddSingleton<CallLimits>();
        services.AddOptions<UsageOptions>().BindConfiguration("Gateway:Usage").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<UsageOptions>, UsageOptionsRanges>());
        services.TryAddSingleton<UsageOutbox>();
        services.TryAddSingleton<UsageMetrics>();
        services.TryAddSingleton<CallUsages>();
        services.TryAddSingleton<Relay>();
        services.TryAddSingleton<IBackendProbe, BackendProbe>();
        services.TryAddSingleton<ISafetyTrial, SafetyTrial>();
        return services;
    }

    /// <summary>What belongs to a silo: it keeps the mirror of its process fresh and reports what the process counted.</summary>
    public static IServiceCollection AddGatewayGrains(this IServiceCollection services)
    {
        services.TryAddSingleton<ThinkingLedger>();
        services.AddHostedService<CatalogFeed>();
        services.AddHostedService<HealthFeed>();
        services.AddHostedService<BackendReports>();
        services.AddHostedService<UsageReports>();
        services.AddHostedService<SiloCount>();
        services.AddHostedService<RolloutReports>();
        services.AddHostedService<AliasTender>();
        return services;
    }
}
