using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin.Backends;

/// <summary>Where a backend would be called, before there is one: no screen has to know the rule.</summary>
internal static class UrlEndpoints
{
    public static void Map(AdminRoutes admin) => admin.Map(
        new("GET", "/resolved-url", AdminRole.Viewer, "The URL that a backend of this format would be called at; nothing is called")
        {
            Query = [("format", "openai or anthropic."), ("url", "As a backend's definition has it.")],
        },
        call => Task.FromResult(Results.Json(new Resolved(DefinitionDocuments.ResolvedUrl(Needed(call, "format"), Needed(call, "url"))), AdminJson.Strict)));

    private static string Needed(AdminCall call, string name) => call.Query(name) ?? throw new DefinitionRejectedException([new(name, "is missing.")]);

    private sealed record Resolved(string ResolvedUrl);
}
