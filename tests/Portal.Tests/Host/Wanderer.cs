using System.Net;

namespace Orleans.Gateway.Portal.Tests.Host;

/// <summary>A browser without a screen: keeps cookies, and follows a redirect only when the test says so.</summary>
internal sealed class Wanderer : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;

    public Wanderer(string url) => _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = new Uri(url) };

    /// <summary>The token of the session; null when there is none.</summary>
    public string? Session => Cookies.FirstOrDefault(cookie => cookie.Name is "gateway-portal")?.Value;

    public IEnumerable<Cookie> Cookies => _cookies.GetAllCookies().Where(cookie => !cookie.Expired);

    public async Task<(HttpStatusCode Status, string Text, Uri? Location)> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendAsync(request);
    }

    /// <summary>Begins at the portal, is let in by the issuer, and says where that leads back to.</summary>
    public async Task<Uri> LeaveAsync(string wanted = "backends?q=echo")
    {
        var (status, text, location) = await GetAsync($"/admin/sign-in/oidc?return={Uri.EscapeDataString(wanted)}");
        Assert.True(status is HttpStatusCode.Redirect, text);
        using var approval = new HttpRequestMessage(HttpMethod.Post, location);
        return (await SendAsync(approval)).Location ?? throw new InvalidOperationException("The issuer did not let Ada in.");
    }

    /// <summary>The whole way; what the portal says at its end.</summary>
    public async Task<(HttpStatusCode Status, string Text, Uri? Location)> SignInAsync(string wanted = "backends?q=echo") =>
        await GetAsync((await LeaveAsync(wanted)).AbsoluteUri);

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, string Text, Uri? Location)> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, Patience.Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Patience.Token), response.Headers.Location);
    }
}
