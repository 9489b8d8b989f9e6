using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Tests.Catalog;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Gateway.Grains.Tests.Document;

/// <summary>State and messages of versions that know fewer or more settings.</summary>
public class TranslationStateTests
{
    private static readonly SystemTextJsonGrainStorageSerializer Store = new(Options.Create(new SystemTextJsonGrainStorageSerializerOptions()));

    [Fact]
    public void State_of_an_older_version_reads_with_the_defaults()
    {
        var alias = Store.Deserialize<AliasDefinition>(BinaryData.FromString("""{ "Targets": [ { "Backend": "b", "Priority": 1, "Weight": 100 } ] }"""))!;
        var backend = Store.Deserialize<BackendDefinition>(BinaryData.FromString("""{ "Format": "anthropic", "Url": "https://x" }"""))!;

        Assert.Equal(new TranslationDefinition(), alias.Translation);
        Assert.Equal(("auto", null, false, true, false), (backend.StreamUpstream, backend.Capabilities, backend.AllowClientBetas, backend.WebSearch, backend.AllowFileIds));
    }

    [Fact]
    public void State_comes_back_as_it_was_and_can_be_read()
    {
        var definitions = Documents.Valid(Documents.Complete).Seal(Documents.Sealer, Documents.Hasher);
        var alias = definitions.Aliases[AliasKey.Of("llm", "claude")];
        var state = Store.Serialize(alias);

        Assert.Equal(alias.Translation, Store.Deserialize<AliasDefinition>(state)!.Translation);
        Assert.Contains("\"hoist\"", state.ToString(), StringComparison.Ordinal);

        var capabilities = definitions.Backends["claude"].Capabilities!;
        var stored = Store.Deserialize<BackendDefinition>(Store.Serialize(definitions.Backends["claude"]))!.Capabilities!;
        Assert.Equal(capabilities.Effort, stored.Effort);
        Assert.Equal(capabilities with { Effort = null }, stored with { Effort = null });
    }

    [Fact]
    public void A_message_of_an_older_node_reads_with_the_defaults()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var message = services.GetRequiredService<Serializer<OlderAlias>>().SerializeToArray(new OlderAlias { Targets = new[] { new TargetDefinition { Backend = "b" } } });

        var alias = services.GetRequiredService<Serializer<AliasDefinition>>().Deserialize(message)!;

        Assert.Equal("b", Assert.Single(alias.Targets).Backend);
        Assert.Equal(new TranslationDefinition(), alias.Translation);
    }

    [Fact]
    public void An_alias_with_a_word_of_a_newer_version_is_left_out_and_the_others_serve()
    {
        var compiler = Views.Compiler();

        var view = compiler.Compile(
            CatalogSnapshot.Empty with
            {
                Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm/v1" } },
                Aliases = new Dictionary<string, Versioned<AliasDefinition>>
                {
                    [AliasKey.Of("llm", "old")] = new(1, new() { Targets = [] }),
                    [AliasKey.Of("llm", "new")] = new(1, new() { Targets = [], Translation = new() { OnUnsupported = "explain" } }),
                },
            },
            CatalogView.Empty);

        Assert.Equal(["old"], view.Apis["llm"].Aliases.Keys);
    }
}

/// <summary>An alias as the first version sent it.</summary>
[GenerateSerializer, Immutable]
public sealed record OlderAlias
{
    [Id(0)] public required IReadOnlyList<TargetDefinition> Targets { get; init; }
}
