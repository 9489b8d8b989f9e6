using Orleans.Gateway.Api.Chat;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Api.Admin;

/// <summary>The operators' door, under <c>/admin/v1</c>: JSON in the shapes of the document, Problem Details for errors.</summary>
internal static class AdminEndpoints
{
    /// <summary>The largest body of a write.</summary>
    private const int MaxBodyBytes = 1024 * 1024;

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin/v1").RequireAuthorization(AdminAuthentication.Policy);
        admin.MapGet("/apis/{api}/aliases/{**alias}", GetAliasAsync);
        admin.MapPut("/apis/{api}/aliases/{**alias}", PutAliasAsync);
        admin.MapGet("/backends/{id}", GetBackendAsync);
        // With a pattern of its own: the default one leaves names with a dot to the clients' door.
        admin.MapFallback("{**path}", () => AdminProblem.NotFound("such resource"));
    }

    private static async Task<IResult> GetAliasAsync(string api, string alias, HttpContext context, GatewayRuntime runtime)
    {
        if (runtime.Grains is not { } grains)
        {
            return AdminProblem.NoSilo;
        }

        var found = await grains.GetGrain<IAliasGrain>(AliasKey.Of(api, alias)).GetAsync();
        if (found is null)
        {
            return AdminProblem.NotFound($"alias '{alias}' in the API '{api}'");
        }

        context.Response.Headers.ETag = Precondition.ETag(found.Version);
        return Results.Bytes(DefinitionDocuments.Alias(found.Value), "application/json");
    }

    private static async Task<IResult> PutAliasAsync(string api, string alias, HttpContext context, GatewayRuntime runtime)
    {
        if (runtime.Grains is not { } grains)
        {
            return AdminProblem.NoSilo;
        }

        var what = $"alias '{alias}' of the API '{api}'";
        using var read = await RequestBodyReader.ReadAsync(context.Request, MaxBodyBytes, context.RequestAborted);
        if (read is not { } body)
        {
            return AdminProblem.TooLarge(MaxBodyBytes);
        }

        var grain = grains.GetGrain<IAliasGrain>(AliasKey.Of(api, alias));
        var precondition = Precondition.Of(context.Request);
        var current = await grain.GetAsync();
        if (precondition.CreateOnly && current is not null)
        {
            return AdminProblem.Stale(what, current.Version);
        }

        if (!precondition.HasMatch && current is not null)
        {
            return AdminProblem.PreconditionRequired(what);
        }

        try
        {
            var definition = DefinitionDocuments.ReadAlias(body.Memory.Span);

            // An If-Match that is no version of ours matches nothing.
            var written = await grain.PutAsync(definition, precondition.HasMatch ? precondition.Version ?? -1 : 0);
            context.Response.Headers.ETag = Precondition.ETag(written.Written.Version);
            var answer = new AliasWritten(written.Written.Version, written.Epoch);
            return current is null ? Results.Json(answer, statusCode: StatusCodes.Status201Created) : Results.Json(answer);
        }
        catch (DefinitionRejectedException rejected)
        {
            return AdminProblem.Invalid(rejected.Mistakes);
        }
        catch (VersionConflictException conflict)
        {
            return AdminProblem.Stale(what, conflict.Current);
        }
    }

    private static async Task<IResult> GetBackendAsync(string id, HttpContext context, GatewayRuntime runtime)
    {
        if (runtime.Grains is not { } grains)
        {
            return AdminProblem.NoSilo;
        }

        var grain = grains.GetGrain<IBackendGrain>(id);
        if (await grain.GetAsync() is not { } found)
        {
            return AdminProblem.NotFound($"backend '{id}'");
        }

        context.Response.Headers.ETag = Precondition.ETag(found.Version);
        return Results.Bytes(DefinitionDocuments.Backend(found.Value, await grain.UsageAsync(), await grain.HealthAsync()), "application/json");
    }

    /// <summary>What every write answers.</summary>
    private sealed record AliasWritten(long Version, long Epoch);
}
