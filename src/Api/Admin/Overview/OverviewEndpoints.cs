using System.Text.Json;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin.Overview;

/// <summary>How all backends are, and what they serve, in one answer: what a screen that refreshes itself asks for.</summary>
internal static class OverviewEndpoints
{
    /// <summary>The first ones by name: each is asked by itself.</summary>
    private const int MostBackends = 200;

    /// <summary>An owner that does not answer meanwhile is named as silent; the others are shown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Map(AdminRoutes admin) => admin.Map(
        new("GET", "/overview", AdminRole.Viewer, $"Health, calls in flight and counters of the backends (the first {MostBackends} by name), with the last 60 minutes of each"), GetAsync);

    private static async Task<IResult> GetAsync(AdminCall call)
    {
        var time = call.Service<TimeProvider>();
        var (epoch, items, next) = await LiveCatalog.ListAsync(call.Grains, DefinitionKind.Backends, null, MostBackends, null);
        var seen = await Task.WhenAll(items.Select(item => AskAsync(call.Grains, item, time)));
        return AdminJson.Result(json =>
        {
            json.WriteStartObject();
            json.WriteString("at"u8, time.GetUtcNow());
            json.WriteNumber("epoch"u8, epoch);
            json.WriteBoolean("truncated"u8, next is not null);
            json.WriteStartArray("backends"u8);
            foreach (var backend in seen)
            {
                Write(json, backend);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task<Seen> AskAsync(IGrainFactory grains, StoredDefinition backend, TimeProvider time)
    {
        var owner = grains.GetGrain<IBackendGrain>(backend.Name);
        try
        {
            var (usage, status) = (owner.UsageAsync(), owner.HealthAsync());
            await Task.WhenAll(usage, status).WaitAsync(Patience, time);
            return new Seen(backend, await status, await usage);
        }
        catch (Exception)
        {
            // Its silo has just died, or is too busy: a moment later it is elsewhere.
            return new Seen(backend, null, null);
        }
    }

    private static void Write(Utf8JsonWriter json, Seen backend)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, backend.Stored.Name);
        var definition = JsonElement.Parse(backend.Stored.Json);
        foreach (var property in (string[])["format", "model"])
        {
            if (definition.TryGetProperty(property, out var value))
            {
                json.WritePropertyName(property);
                value.WriteTo(json);
            }
        }

        json.WriteBoolean("silent"u8, backend.Status is null);
        if (backend is { Status: { } status, Usage: { } usage })
        {
            HealthDocument.Write(json, status);
            DefinitionDocuments.WriteUsage(json, usage);
        }

        json.WriteEndObject();
    }

    private sealed record Seen(StoredDefinition Stored, BackendStatus? Status, BackendUsage? Usage);
}
