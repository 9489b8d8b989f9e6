using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.AdminApi;

namespace Orleans.Gateway.Portal.Parts;

/// <summary>A save that somebody else was faster than: what they changed, and who it was, as far as the caller may know.</summary>
public sealed record StaleSave(JsonObject Theirs, string? ETag, IReadOnlyList<JsonDifference> Differences, string? By, DateTimeOffset? At)
{
    /// <param name="path">Of what was to be saved.</param>
    /// <param name="seen">As it was when the form was filled in.</param>
    internal static async Task<StaleSave?> FindAsync(AdminClient admin, string path, JsonObject seen)
    {
        var now = await admin.GetAsync(path);
        if (now.Body is not { } body || !now.IsSuccess)
        {
            return null;
        }

        var theirs = (body["definition"] as JsonObject ?? body).DeepClone().AsObject();
        var record = (await admin.WhoAsync()).MayAdminister ? await RecordAsync(admin, Uri.UnescapeDataString(path)) : null;
        return new(theirs, now.ETag, JsonDifferences.Between(seen, theirs), (string?)record?["by"], (DateTimeOffset?)record?["at"]);
    }

    private static async Task<JsonNode?> RecordAsync(AdminClient admin, string path)
    {
        var audit = await admin.GetAsync("audit?limit=100");
        return ((audit.Body?["items"] as JsonArray) ?? []).FirstOrDefault(record => (int?)record?["status"] is < 400 && Uri.UnescapeDataString($"{record["object"]}") == path);
    }
}
