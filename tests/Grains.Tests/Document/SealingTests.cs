using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Tests.Secrets;
using Orleans.Serialization;

namespace Orleans.Gateway.Grains.Tests.Document;

public class SealingTests
{
    private readonly DocumentDefinitions _sealed = Documents.Valid(Documents.Complete).Seal(Documents.Sealer, Documents.Hasher);

    [Fact]
    public void References_stay_references()
    {
        var secret = _sealed.Backends["claude"].Credentials!.Header!.Value;

        Assert.Equal(("Bearer ${env:KEY}", null, null), (secret.Reference, secret.Sealed, secret.Fingerprint));
        Assert.Equal("${file:/run/key}", _sealed.Backends["azure-gpt"].Headers["x-file"].Reference);
    }

    [Fact]
    public void Literals_are_sealed_for_their_place()
    {
        var secret = _sealed.Backends["azure-gpt"].Headers["x-team"];
        var resolver = Resolvers.Of(Documents.Sealer, Documents.References);

        Assert.Null(secret.Reference);
        Assert.Equal("canary-4711-literal", resolver.Resolve(secret, SecretPlace.Backend("azure-gpt"), SecretPlace.Header("X-Team")));
        Assert.Throws<SecretUnavailableException>(() => resolver.Resolve(secret, SecretPlace.Backend("claude"), SecretPlace.Header("x-team")));
    }

    [Fact]
    public void An_escaped_literal_is_sealed_as_what_it_means()
    {
        var document = Documents.Valid(Documents.Backend("""{ "format": "openai", "url": "https://x", "headers": { "x-a": "$${b}" } }"""));

        var secret = document.Seal(Documents.Sealer, Documents.Hasher).Backends["b"].Headers["x-a"];

        Assert.Equal("${b}", Documents.Sealer.Open(secret, SecretPlace.Backend("b"), SecretPlace.Header("x-a")));
    }

    [Fact]
    public void Keys_become_hashes_of_what_they_refer_to() =>
        Assert.Equal(
            [Documents.Hasher.Hash($"{Documents.Canary}-team"), Documents.Hasher.Hash("demo-key")],
            _sealed.Subscriptions["team-a"].KeyHashes);

    [Fact]
    public void Nothing_that_is_stored_holds_a_secret()
    {
        var json = JsonSerializer.Serialize(_sealed);

        Assert.Contains("azure-gpt", json, StringComparison.Ordinal);
        Assert.DoesNotContain(Documents.Canary, json, StringComparison.Ordinal);
        Assert.DoesNotContain("demo-key", json, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_stored_and_what_is_refused_can_cross_a_process()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var changes = new CatalogChanges
        {
            Apis = _sealed.Apis.ToDictionary(api => api.Key, api => (ApiDefinition?)api.Value),
            Aliases = _sealed.Aliases.ToDictionary(alias => alias.Key, alias => (Versioned<AliasDefinition>?)new(1, alias.Value)),
            Backends = _sealed.Backends.ToDictionary(backend => backend.Key, backend => (Versioned<BackendDefinition>?)new(1, backend.Value)),
            Products = _sealed.Products.ToDictionary(product => product.Key, product => (ProductDefinition?)product.Value),
            Subscriptions = _sealed.Subscriptions.ToDictionary(subscription => subscription.Key, subscription => (SubscriptionDefinition?)subscription.Value),
        };

        var there = serializer.Deserialize<CatalogChanges>(serializer.SerializeToArray(changes));
        var syntax = serializer.Deserialize<DefinitionRejectedException>(serializer.SerializeToArray(new DefinitionRejectedException(Documents.Read("{").Mistakes)));
        var many = serializer.Deserialize<DefinitionRejectedException>(serializer.SerializeToArray(new DefinitionRejectedException(Documents.Read("{ \"a\": 1, \"b\": 2 }").Mistakes)));

        Assert.Equal(JsonSerializer.Serialize(changes), JsonSerializer.Serialize(there));
        Assert.Single(syntax!.Mistakes);
        Assert.Equal(2, many!.Mistakes.Count);
    }
}
