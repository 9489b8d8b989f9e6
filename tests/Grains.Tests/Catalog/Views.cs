using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Credentials;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Caching;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Grains.Limits.Tokens;
using Orleans.Gateway.Grains.Safety;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Tests.Secrets;

namespace Orleans.Gateway.Grains.Tests.Catalog;

/// <summary>Compiled catalogs, and definitions in a word.</summary>
internal static class Views
{
    public static SecretSealer Sealer { get; } = new(MasterKey.Generate());

    public static CatalogCompiler Compiler(FakeReferences? references = null, SecretSealer? sealer = null, BackendGates? gates = null, RolloutTallies? rollouts = null) =>
        Compiler(new ProviderClients(), references ?? new FakeReferences(), sealer ?? Sealer, gates ?? new BackendGates(TimeProvider.System), rollouts ?? new RolloutTallies());

    private static CatalogCompiler Compiler(ProviderClients clients, FakeReferences references, SecretSealer sealer, BackendGates gates, RolloutTallies rollouts) => new(
        new FormatTable([new OpenAiFormat(clients), new EchoFormat(new TokenCounter(), TimeProvider.System)]),
        Resolvers.Of(sealer, references),
        new ManagedIdentities(TimeProvider.System, NullLogger<ManagedIdentities>.Instance),
        gates,
        clients,
        rollouts,
        Safety(references, sealer, clients),
        Answers,
        NullLogger<CatalogCompiler>.Instance);

    public static AnswerCache Answers { get; } = new(TimeProvider.System, new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());

    public static SafetyPolicies Safety(FakeReferences? references = null, SecretSealer? sealer = null, ProviderClients? clients = null) => new(
        clients ?? new ProviderClients(),
        Resolvers.Of(sealer ?? Sealer, references ?? new FakeReferences()),
        new ManagedIdentities(TimeProvider.System, NullLogger<ManagedIdentities>.Instance),
        TimeProvider.System,
        NullLogger<SafetyPolicies>.Instance);

    public static CatalogView Compile(CatalogSnapshot catalog) => Compiler().Compile(catalog, CatalogView.Empty);

    public static Versioned<BackendDefinition> Echo(long version = 1) => new(version, new BackendDefinition { Format = BackendFormats.Echo });

    public static Versioned<BackendDefinition> OpenAi(Secret key, long version = 1) => new(version, new BackendDefinition
    {
        Format = BackendFormats.OpenAi,
        Url = "https://api.openai.com/v1",
        Credentials = new() { Header = new("api-key", key) },
    });

    public static Versioned<AliasDefinition> Alias(params (string Backend, int Priority, int Weight)[] targets) =>
        new(1, new AliasDefinition { Targets = [.. targets.Select(target => new TargetDefinition { Backend = target.Backend, Priority = target.Priority, Weight = target.Weight })] });
}
