using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>The admin API as an operator's script calls it.</summary>
internal static class AdminCalls
{
    public static Task<HttpResponseMessage> AdminGetAsync(this HttpClient http, string path, CancellationToken cancellation) =>
        http.SendAsync(Signed(new HttpRequestMessage(HttpMethod.Get, $"/admin/v1/{path}")), cancellation);

    /// <param name="body">A string goes as it is, anything else as JSON.</param>
    public static Task<HttpResponseMessage> AdminPutAsync(
        this HttpClient http, string path, object body, CancellationToken cancellation, string? ifMatch = null, string? ifNoneMatch = null)
    {
        var request = Signed(new HttpRequestMessage(HttpMethod.Put, $"/admin/v1/{path}"));
        request.Content = body is string text ? new StringContent(text, new MediaTypeHeaderValue("application/json")) : JsonContent.Create(body);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return http.SendAsync(request, cancellation);
    }

    /// <param name="key">Whose call it is; null: that of the process' own key.</param>
    public static Task<HttpResponseMessage> AdminAsync(
        this HttpClient http, string method, string path, CancellationToken cancellation, object? body = null, string? ifMatch = null, string? key = null)
    {
        var request = Signed(new HttpRequestMessage(new HttpMethod(method), $"/admin/v1/{path}"));
        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        if (body is not null)
        {
            request.Content = body is string text ? new StringContent(text, new MediaTypeHeaderValue("application/json")) : JsonContent.Create(body);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return http.SendAsync(request, cancellation);
    }

    /// <summary>The JSON of what must have succeeded.</summary>
    public static async Task<JsonElement> DoneAsync(this Task<HttpResponseMessage> call, CancellationToken cancellation)
    {
        using var response = await call;
        var body = await response.Content.ReadAsStringAsync(cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {body}");
        return body.Length == 0 ? default : JsonElement.Parse(body);
    }

    public static async Task<string> TagAsync(this HttpClient http, string path, CancellationToken cancellation)
    {
        using var response = await http.AdminGetAsync(path, cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        return response.Headers.ETag!.Tag;
    }

    public static HttpRequestMessage Signed(HttpRequestMessage request)
    {
        request.Headers.Authorization = new("Bearer", RunningGateway.AdminKey);
        return request;
    }

    /// <summary>Every error of the admin API is a problem with a title, a detail that says what to do, the status of the answer, and the id of a trace.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, int status, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsStringAsync(cancellation);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(body);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$", problem.GetProperty("traceId").GetString());
        return problem;
    }
}
