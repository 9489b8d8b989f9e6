using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin.Config;

/// <summary>All definitions as one document. Its ETag is the epoch.</summary>
internal static class ConfigEndpoints
{
    /// <summary>As much as a document may have, in bytes.</summary>
    private const int MaxDocumentBytes = 16 * 1024 * 1024;

    public static void Map(AdminRoutes admin)
    {
        admin.Map(new("GET", "/config", AdminRole.Viewer, "The whole configuration as a document, with secrets as references or masks"), ExportAsync);
        // Nothing is changed, but the references of the document are followed.
        admin.Map(
            new("POST", "/config/plan", AdminRole.Admin, "What a document would change, object by object and property by property") { Body = "document", IsAudited = false },
            async call => Results.Bytes(await call.Service<LiveDocument>().PlanAsync(call.Grains, await call.BodyAsync(MaxDocumentBytes)), "application/json"));
        admin.Map(
            new("PUT", "/config", AdminRole.Admin, "Makes the configuration what the document says, in one epoch; what it lacks is deleted") { Body = "document", IsConditional = true },
            async call => call.Answer(await call.Service<LiveDocument>().ApplyAsync(call.Grains, await call.BodyAsync(MaxDocumentBytes), call.Condition, call.Note), "configuration"));
    }

    private static async Task<IResult> ExportAsync(AdminCall call)
    {
        var document = await LiveDocument.ExportAsync(call.Grains);
        call.Context.Response.Headers.ETag = Precondition.ETag(document.Tag);
        return Results.Bytes(document.Json, "application/json");
    }
}
