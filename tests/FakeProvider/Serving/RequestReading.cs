using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Serving;

internal static class RequestReading
{
    internal static async Task<ReceivedRequest> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var path = request.Path.Value ?? "";

        return new ReceivedRequest(
            request.Method,
            path,
            request.QueryString.Value ?? "",
            request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value.AsEnumerable()), StringComparer.OrdinalIgnoreCase),
            body.ToArray(),
            Parse(body.ToArray()),
            path.EndsWith("/messages", StringComparison.Ordinal) || path.StartsWith("/anthropic/", StringComparison.Ordinal)
                || request.Headers.ContainsKey("anthropic-version") ? Dialect.Anthropic : Dialect.OpenAi);
    }

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
