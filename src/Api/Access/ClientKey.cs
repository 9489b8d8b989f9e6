namespace Orleans.Gateway.Api.Access;

/// <summary>Finds the subscription key in a request: where OpenAI's SDKs put it, where Azure's do, and where API Management expects it.</summary>
internal static class ClientKey
{
    private const string Bearer = "Bearer ";
    private static readonly string[] Headers = ["api-key", "x-api-key", "Ocp-Apim-Subscription-Key"];

    /// <summary>Null when there is none. Headers win; a key in the address ends in other people's logs.</summary>
    public static ReadOnlyMemory<char>? Of(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && authorization.AsMemory(Bearer.Length).Trim() is { IsEmpty: false } token)
        {
            return token;
        }

        foreach (var header in Headers)
        {
            if (request.Headers.TryGetValue(header, out var values) && values.ToString().AsMemory().Trim() is { IsEmpty: false } key)
            {
                return key;
            }
        }

        return request.Query.TryGetValue("subscription-key", out var query) && query.ToString() is { Length: > 0 } last ? last.AsMemory() : default(ReadOnlyMemory<char>?);
    }
}
