using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Portal.Hosting;

namespace Orleans.Gateway.Portal.AdminApi;

/// <summary>The admin API of this process, over its own address, and the calls of the test console beside it. Shared by all circuits.</summary>
internal sealed class AdminConnection(PortalSettings settings, ILogger<AdminConnection> logger) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(3) })
    {
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>Where clients reach the APIs.</summary>
    public Uri Clients => settings.Clients();

    /// <summary>Whether that is another address than the one that the browser sees.</summary>
    public bool HasOwnAddress => settings.HasOwnAddress;

    /// <summary>Whether the Orleans Dashboard is served beside the portal.</summary>
    public bool HasDashboard => settings.Dashboard is not null;

    /// <summary>Never throws but for a cancellation: that nobody answers is an answer too.</summary>
    public async Task<AdminAnswer> SendAsync(string token, AdminRequest wanted, CancellationToken cancellation)
    {
        if (!AdminPath.IsWhole(wanted.Path))
        {
            return new AdminAnswer(404, null, null, Problem.Nameless);
        }

        try
        {
            using var request = Request(token, wanted);
            using var response = await _http.SendAsync(request, cancellation);
            var status = (int)response.StatusCode;
            var body = await BodyAsync(response, cancellation);
            return new AdminAnswer(status, body, response.Headers.ETag?.Tag, response.IsSuccessStatusCode ? null : Problem.Of(status, body));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            logger.AdminApiUnreachable(error.GetType().Name);
            return new AdminAnswer(0, null, null, Problem.Unreachable);
        }
    }

    /// <summary>An answer that is not JSON, and is read as it comes; null when nobody answers.</summary>
    public async Task<HttpResponseMessage?> OpenAsync(string token, AdminRequest wanted, CancellationToken cancellation)
    {
        try
        {
            using var request = Request(token, wanted);
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException error)
        {
            logger.AdminApiUnreachable(error.GetType().Name);
            return null;
        }
    }

    /// <summary>A call as clients make them, whose answer is read as it comes.</summary>
    /// <exception cref="HttpRequestException"></exception>
    public Task<HttpResponseMessage> CallAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(string token, AdminRequest wanted)
    {
        var request = new HttpRequestMessage(wanted.Method, new Uri(settings.AdminApi(), wanted.Path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (wanted.IfMatch is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        if (wanted.IsNew)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        }

        if (wanted.From is { } from)
        {
            request.Headers.TryAddWithoutValidation(OperatorAddress.Header, OperatorAddress.Write(settings.Secret.Span, token, from));
        }

        if (wanted.IsBackground)
        {
            request.Headers.TryAddWithoutValidation("x-gateway-background", "1");
        }

        if ((wanted.Text ?? wanted.Body?.ToJsonString()) is { } text)
        {
            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        }

        return request;
    }

    private static async Task<JsonObject?> BodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
        try
        {
            return bytes.Length == 0 ? null : JsonNode.Parse(bytes) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
