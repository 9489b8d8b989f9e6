using System.Text.Json;
using Orleans.Gateway.Api.Errors;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Api.Models;

/// <summary><c>GET {path}/models</c> and <c>/models/{id}</c>: the aliases of this API that the key may use, in OpenAI's shape.</summary>
internal sealed class ModelsEndpoint(IDataPlane plane)
{
    public const string Path = "/models";

    public async ValueTask<GatewayError?> ListAsync(HttpContext context, ApiRoute route, Caller caller)
    {
        var models = await plane.ModelsAsync(route.Api, caller, context.RequestAborted);
        await WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var model in models)
            {
                Write(json, model);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        return null;
    }

    public async ValueTask<GatewayError?> GetAsync(HttpContext context, ApiRoute route, Caller caller)
    {
        // Routing has unescaped the path already, all but the slashes.
        var id = route.Rest[(Path.Length + 1)..].Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var models = await plane.ModelsAsync(route.Api, caller, context.RequestAborted);
        if (models.FirstOrDefault(model => model.Alias == id) is not { } found)
        {
            return FrontErrors.ModelUnknown(id);
        }

        await WriteAsync(context, json => Write(json, found));
        return null;
    }

    private static void Write(Utf8JsonWriter json, ModelEntry model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Alias);
        json.WriteString("object"u8, "model"u8);
        // An alias has no age that would mean anything to a client; OpenAI's shape demands a number.
        json.WriteNumber("created"u8, 0);
        json.WriteString("owned_by"u8, "orleans-gateway"u8);
        json.WriteStartArray("formats"u8);
        foreach (var format in model.Formats)
        {
            json.WriteStringValue(format);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async ValueTask WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
        {
            write(json);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
