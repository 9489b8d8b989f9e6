using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.AdminApi;

/// <summary>What the admin API answered.</summary>
/// <param name="Status">0: it could not be reached.</param>
public sealed record AdminAnswer(int Status, JsonObject? Body, string? ETag, Problem? Problem)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public bool IsSuccess => Problem is null;

    /// <summary>Somebody else has changed it meanwhile.</summary>
    public bool IsStale => Status is 412;

    public T Read<T>()
        where T : class => Body.Deserialize<T>(Options) ?? throw new JsonException("The admin API answered with nothing.");
}
