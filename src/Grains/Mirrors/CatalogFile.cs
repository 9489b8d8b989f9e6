using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>A catalog as bytes on a node's own disk: the JSON that the store has, in which secrets are sealed or references and keys are hashes.</summary>
public static class CatalogFile
{
    /// <summary>No operator ever gets that far; a file that says more is none of ours, and would leave no epoch above it.</summary>
    private const long MaxEpoch = long.MaxValue / 2;

    // As the store's serializer has it.
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static byte[] Write(CatalogSnapshot catalog) => JsonSerializer.SerializeToUtf8Bytes(new CatalogState { Snapshot = catalog }, Json);

    /// <exception cref="InvalidDataException">It is no catalog, or one that this version does not understand. The message says what is wrong.</exception>
    public static CatalogSnapshot Read(ReadOnlySpan<byte> bytes)
    {
        CatalogState? read;
        try
        {
            read = JsonSerializer.Deserialize<CatalogState>(bytes, Json);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException)
        {
            throw new InvalidDataException("it cannot be read", error);
        }

        if (read?.Snapshot is not { } catalog)
        {
            throw new InvalidDataException("there is no catalog in it");
        }

        try
        {
            StateSchema.Check("catalog", read.Schema, 1);
        }
        catch (InvalidOperationException)
        {
            throw new InvalidDataException($"it has schema {read.Schema}, which is newer than this version of the gateway");
        }

        if (catalog.Epoch is <= 0 or > MaxEpoch || HasHoles(catalog) || CatalogRules.Mistakes(catalog).Count > 0)
        {
            throw new InvalidDataException("the catalog in it is not whole");
        }

        return catalog;
    }

    private static bool HasHoles(CatalogSnapshot catalog) =>
        IsHoled(catalog.Apis) || IsHoled(catalog.Aliases) || IsHoled(catalog.Backends) || IsHoled(catalog.Products) || IsHoled(catalog.Subscriptions)
        || catalog.Aliases.Any(alias => alias.Value.Value?.Targets is not { } targets || targets.Any(target => target?.Backend is null) || !alias.Key.Contains('/', StringComparison.Ordinal))
        || catalog.Backends.Any(backend => backend.Value.Value?.Format is null)
        || catalog.Products.Any(product => product.Value.Apis is not { } apis || apis.Values.Contains(null!))
        || catalog.Subscriptions.Any(subscription => subscription.Value.Product is null || subscription.Value.KeyHashes is null);

    private static bool IsHoled<T>(IReadOnlyDictionary<string, T>? entries)
        where T : class => entries is null || entries.Values.Any(value => value is null);
}
