using System.Globalization;
using System.Text.Json;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>The aliases of a running gateway: their owners write them, and know what they were.</summary>
public static class LiveAliases
{
    /// <exception cref="DefinitionRejectedException">All mistakes.</exception>
    public static Task<EditResult> PutAsync(IGrainFactory grains, LiveCatalog catalog, string api, string alias, ReadOnlyMemory<byte> body, WriteCondition condition, ChangeNote note)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        if (DefinitionKind.Aliases(api).NameProblem(alias) is { } problem)
        {
            throw new DefinitionRejectedException([new("name", problem)]);
        }

        return ChangeAsync(grains, api, alias, condition, async (owner, expected) =>
            await owner.PutAsync(catalog.ReadAlias(body.Span), expected, note));
    }

    /// <summary>A new version with the content of an old one.</summary>
    public static Task<EditResult> RollbackAsync(IGrainFactory grains, string api, string alias, long version, WriteCondition condition, ChangeNote note) =>
        ChangeAsync(grains, api, alias, condition, (owner, expected) => owner.RollbackAsync(version, expected, note));

    public static async Task<EditResult> DeleteAsync(IGrainFactory grains, string api, string alias, WriteCondition condition)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(condition);
        var kind = DefinitionKind.Aliases(api);
        var catalog = await grains.GetGrain<ICatalogGrain>(0).GetAsync();
        var before = kind.Find(catalog, alias);
        if (condition.Check(before?.Tag) is not EditProblem.None and var problem)
        {
            return new EditResult(problem) { Before = before };
        }

        if (before is null)
        {
            return new EditResult(EditProblem.NotFound);
        }

        if (kind.Referrers(catalog, alias) is { Count: > 0 } referrers)
        {
            return new EditResult(EditProblem.InUse) { Before = before, Referrers = referrers };
        }

        try
        {
            var epoch = await grains.GetGrain<IAliasGrain>(AliasKey.Of(api, alias)).DeleteAsync(Version(before));
            return new EditResult(EditProblem.None) { Before = before, Epoch = epoch };
        }
        catch (VersionConflictException conflict)
        {
            return Conflict(conflict);
        }
    }

    /// <summary>The versions that were in force, newest first, each with what it changed. Null: there is no such alias.</summary>
    public static async Task<IReadOnlyList<AliasVersion>?> VersionsAsync(IGrainFactory grains, string api, string alias)
    {
        ArgumentNullException.ThrowIfNull(grains);
        var versions = await grains.GetGrain<IAliasGrain>(AliasKey.Of(api, alias)).VersionsAsync();
        return versions.Count == 0 ? null : versions;
    }

    /// <param name="before">The version that <paramref name="version"/> is compared with; null for the first that is known.</param>
    /// <param name="withDefinition">Whether the definition itself is written, beside what is different.</param>
    public static void Write(Utf8JsonWriter json, AliasVersion version, AliasVersion? before, bool withDefinition)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(version);
        json.WriteStartObject();
        json.WriteNumber("version"u8, version.Version);
        if (version.At is { } at)
        {
            json.WriteString("at"u8, at);
        }

        json.WriteString("by"u8, version.Note.By);
        if (version.Note.Why is { } why)
        {
            json.WriteString("why"u8, why);
        }

        if (version.RestoredFrom is { } restored)
        {
            json.WriteNumber("restoredFrom"u8, restored);
        }

        if (version.Definition.Rollout is { } rollout)
        {
            json.WriteStartObject("rollout"u8);
            LiveRollouts.WriteStand(json, rollout);
            json.WriteEndObject();
        }

        if (withDefinition)
        {
            json.WritePropertyName("definition"u8);
            DocumentWriter.WriteAlias(json, version.Definition);
        }

        if (before is not null)
        {
            json.WriteNumber("comparedWith"u8, before.Version);
            json.WritePropertyName("differences"u8);
            Differences.Write(json, Json(before), Json(version));
        }

        json.WriteEndObject();
    }

    private static JsonElement Json(AliasVersion version) => JsonBytes.Element(JsonBytes.Of(json => DocumentWriter.WriteAlias(json, version.Definition)));

    internal static async Task<EditResult> ChangeAsync(
        IGrainFactory grains, string api, string alias, WriteCondition condition, Func<IAliasGrain, long, Task<Published<AliasDefinition>?>> change)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(condition);
        var before = DefinitionKind.Aliases(api).Find(await grains.GetGrain<ICatalogGrain>(0).GetAsync(), alias);
        if (condition.Check(before?.Tag) is not EditProblem.None and var problem)
        {
            return new EditResult(problem) { Before = before };
        }

        try
        {
            var published = await change(grains.GetGrain<IAliasGrain>(AliasKey.Of(api, alias)), Version(before));
            return published is null
                ? new EditResult(EditProblem.NotFound)
                : new EditResult(EditProblem.None) { Before = before, After = DefinitionKind.Of(alias, published.Written), Epoch = published.Epoch };
        }
        catch (VersionConflictException conflict)
        {
            return Conflict(conflict);
        }
    }

    private static long Version(StoredDefinition? stored) => stored is null ? 0 : long.Parse(stored.Tag, CultureInfo.InvariantCulture);

    private static EditResult Conflict(VersionConflictException conflict) => new(EditProblem.Stale)
    {
        Before = conflict.Current == 0 ? null : StoredDefinition.Of("", conflict.Current, []),
    };
}
