using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Api.Admin.Definitions;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin.Aliases;

/// <summary>
/// Aliases and their past. A slash of a name is written as %2F; where that leaves no doubt, as it is. What belongs to an alias
/// (<c>…/versions</c>, <c>…/rollback</c>) has one place only, and no alias can be written there: see <see cref="AliasPath"/>.
/// </summary>
internal static class AliasEndpoints
{
    private const string All = "/apis/{api}/aliases";
    private const string One = All + "/{**alias}";
    private const string Of = All + "/{alias}";

    public static void Map(AdminRoutes admin)
    {
        admin.Map(new("GET", All, AdminRole.Viewer, "All aliases of an API, by name") { Query = AdminOperation.Paging }, call => DefinitionEndpoints.ListAsync(call, Kind(call)));
        admin.Map(new("GET", One, AdminRole.Viewer, "One alias, as the document spells it"), call => DefinitionEndpoints.GetAsync(call, Kind(call), call["alias"], What(call)));
        admin.Map(new("PUT", One, AdminRole.Operator, "Writes a new version of the alias and publishes it") { Body = "alias", IsConditional = true }, PutAsync);
        admin.Map(
            new("DELETE", One, AdminRole.Operator, "Deletes the alias, unless a product names it") { IsConditional = true },
            async call => AliasPath.Problem(call) ?? await call.AnswerAsync(await LiveAliases.DeleteAsync(call.Grains, call["api"], call["alias"], call.Condition), What(call)));
        admin.Map(new("GET", Of + "/health", AdminRole.Viewer, "How the targets of the alias are: circuits, calls in flight, time to the first token"), HealthAsync);
        admin.Map(new("GET", Of + "/versions", AdminRole.Viewer, "The last 50 versions, newest first, each with who, when, why and what") { Query = AdminOperation.Paging }, VersionsAsync);
        admin.Map(
            new("GET", Of + "/versions/{version}", AdminRole.Viewer, "One version, and how it differs from another") { Query = [("against", "The version to compare with. Default the one before.")] },
            VersionAsync);
        admin.Map(new("POST", Of + "/rollback", AdminRole.Operator, "Brings an old version back, as a new one") { Body = "rollback", IsConditional = true }, RollbackAsync);
    }

    private static DefinitionKind Kind(AdminCall call) => DefinitionKind.Aliases(call["api"]);

    private static string What(AdminCall call) => $"alias '{call["alias"]}' in the API '{call["api"]}'";

    private static async Task<IResult> PutAsync(AdminCall call) => AliasPath.Problem(call)
        ?? await call.AnswerAsync(await LiveAliases.PutAsync(call.Grains, call.Service<LiveCatalog>(), call["api"], call["alias"], await call.BodyAsync(), call.Condition, call.Note), What(call));

    private static async Task<IResult> RollbackAsync(AdminCall call)
    {
        var wanted = await call.BodyAsync<Rollback>();
        var result = await LiveAliases.RollbackAsync(call.Grains, call["api"], call["alias"], wanted.Version, call.Condition, call.Note);
        return await call.AnswerAsync(result, result.Problem is EditProblem.NotFound ? $"version {wanted.Version} of the {What(call)}" : What(call));
    }

    private static async Task<IResult> HealthAsync(AdminCall call)
    {
        if (await call.Grains.GetGrain<IAliasGrain>(AliasKey.Of(call["api"], call["alias"])).HealthAsync() is not { } health)
        {
            return AdminProblem.NotFound(What(call));
        }

        return AdminJson.Result(json => HealthDocument.Write(json, health));
    }

    private static async Task<IResult> VersionsAsync(AdminCall call)
    {
        var limit = call.Number("limit", 50, 1, 200);
        var below = call.Number("after", int.MaxValue, 1, int.MaxValue);
        if (await LiveAliases.VersionsAsync(call.Grains, call["api"], call["alias"]) is not { } versions)
        {
            return AdminProblem.NotFound(What(call));
        }

        var page = versions.Where(version => version.Version < below).ToList();
        return AdminJson.Result(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items"u8);
            for (var at = 0; at < page.Count && at < limit; at++)
            {
                LiveAliases.Write(json, page[at], at + 1 < page.Count ? page[at + 1] : null, withDefinition: false);
            }

            json.WriteEndArray();
            if (page.Count > limit)
            {
                json.WriteString("next"u8, $"{page[limit - 1].Version}");
            }

            json.WriteEndObject();
        });
    }

    private static async Task<IResult> VersionAsync(AdminCall call)
    {
        var versions = await LiveAliases.VersionsAsync(call.Grains, call["api"], call["alias"]) ?? [];
        if (versions.FirstOrDefault(entry => $"{entry.Version}" == call["version"]) is not { } version)
        {
            return AdminProblem.NotFound($"version '{call["version"]}' of the {What(call)}");
        }

        var before = versions.FirstOrDefault(entry => entry.Version < version.Version);
        if (call.Query("against") is { } against)
        {
            before = versions.FirstOrDefault(entry => $"{entry.Version}" == against)
                ?? throw new DefinitionRejectedException([new("against", "is no version that is kept of this alias.")]);
        }

        return AdminJson.Result(json => LiveAliases.Write(json, version, before, withDefinition: true));
    }

    private sealed record Rollback(long Version);
}
