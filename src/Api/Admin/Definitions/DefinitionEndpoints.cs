using System.Text.Json;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Api.Admin.Subscriptions;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin.Definitions;

/// <summary>APIs, backends, products and subscriptions: each kind is listed, read, written and deleted in the same way.</summary>
internal static class DefinitionEndpoints
{
    public static void Map(AdminRoutes admin)
    {
        // A backend is read together with what it has served: see BackendEndpoints.
        Map(admin.Tagged("APIs"), DefinitionKind.Apis, "API", "api", isReadHere: true);
        Map(admin.Tagged("Backends"), DefinitionKind.Backends, "backend", "backend", isReadHere: false);
        Map(admin.Tagged("Products"), DefinitionKind.Products, "product", "product", isReadHere: true);
        Map(admin.Tagged("Subscriptions"), DefinitionKind.Subscriptions, "subscription", "subscription", isReadHere: true);
    }

    /// <summary>A page of definitions, by name.</summary>
    public static async Task<IResult> ListAsync(AdminCall call, DefinitionKind kind)
    {
        var (epoch, items, next) = await LiveCatalog.ListAsync(call.Grains, kind, call.Query("after"), call.Number("limit", 50, 1, 200), call.Query("q"));
        return AdminJson.Result(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("epoch"u8, epoch);
            json.WriteStartArray("items"u8);
            foreach (var item in items)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, item.Name);
                json.WriteString("etag"u8, Precondition.ETag(item.Tag));
                json.WritePropertyName("definition"u8);
                JsonElement.Parse(item.Json).WriteTo(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (next is not null)
            {
                json.WriteString("next"u8, next);
            }

            json.WriteEndObject();
        });
    }

    /// <summary>One definition, as the document spells it.</summary>
    public static async Task<IResult> GetAsync(AdminCall call, DefinitionKind kind, string name, string what)
    {
        if (await LiveCatalog.FindAsync(call.Grains, kind, name) is not { } found)
        {
            return AdminProblem.NotFound(what);
        }

        call.Context.Response.Headers.ETag = Precondition.ETag(found.Tag);
        return Results.Bytes(found.Json, "application/json");
    }

    private static void Map(AdminRoutes admin, DefinitionKind kind, string noun, string schema, bool isReadHere)
    {
        var (list, one) = ($"/{kind.Path}", $"/{kind.Path}/{{name}}");
        admin.Map(new("GET", list, AdminRole.Viewer, $"All of the kind {noun}, by name") { Query = AdminOperation.Paging }, call => ListAsync(call, kind));
        if (isReadHere)
        {
            admin.Map(new("GET", one, AdminRole.Viewer, $"One {noun}, as the document spells it"), call => GetAsync(call, kind, call["name"], What(call)));
        }

        admin.Map(
            new("PUT", one, AdminRole.Admin, $"Writes the {noun}: with If-Match over what is there, with If-None-Match: * only if nothing is") { Body = schema, IsConditional = true },
            async call => await call.AnswerAsync(await call.Service<LiveCatalog>().PutAsync(call.Grains, kind, call["name"], await call.BodyAsync(), call.Condition), What(call)));
        admin.Map(
            new("DELETE", one, AdminRole.Admin, $"Deletes the {noun}, unless something refers to it") { IsConditional = true, Query = kind == DefinitionKind.Subscriptions ? SubscriptionEndpoints.EndCalls : [] },
            async call =>
            {
                call.EndsCallsOf = kind == DefinitionKind.Subscriptions && SubscriptionEndpoints.Ends(call) ? (call["name"], null) : null;
                return await call.AnswerAsync(await LiveCatalog.DeleteAsync(call.Grains, kind, call["name"], call.Condition), What(call));
            });

        string What(AdminCall call) => $"{noun} '{call["name"]}'";
    }
}
