using Scalar.AspNetCore;

namespace Orleans.Gateway.Api.Admin.Description;

/// <summary>The description of the admin API, for tools at <c>/admin/openapi.json</c> and for people at <c>/admin/docs</c>. It says nothing about this installation, so both are open.</summary>
internal static class DescriptionEndpoints
{
    private const string Document = "/admin/openapi.json";
    private const string Page = "/admin/docs";

    public static void MapAdminDescription(this IEndpointRouteBuilder routes)
    {
        // Made when it is first asked for: most starts never need it.
        var document = new Lazy<byte[]>(() => OpenApiDocument.Of(
            routes.DataSources.SelectMany(source => source.Endpoints).Select(endpoint => endpoint.Metadata.GetMetadata<AdminOperation>()).OfType<AdminOperation>()));
        routes.MapGet(Document, context => Results.Bytes(document.Value, "application/json").ExecuteAsync(context)).AllowAnonymous();
        routes.MapScalarApiReference(Page, page =>
        {
            page.Title = "Orleans Gateway admin API";
            page.OpenApiRoutePattern = Document;
            // Everything comes from this process: no fonts, no counting, no proxy, no offers of others.
            page.DefaultFonts = false;
            page.Telemetry = false;
            page.HideClientButton = true;
        }).AllowAnonymous();
    }
}
