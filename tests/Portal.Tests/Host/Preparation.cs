using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.Tests.Host;

/// <summary>What tests set up beside the pages, by the admin API.</summary>
internal static class Preparation
{
    public static async Task<string> MakeKeyAsync(this BrowserFixture fixture, string name, string role)
    {
        using var response = await fixture.Gateway.Admin.PostAsJsonAsync("keys", new { name, role }, Patience.Token);
        response.EnsureSuccessStatusCode();
        return (string)(await response.Content.ReadFromJsonAsync<JsonObject>(Patience.Token))!["key"]!;
    }

    /// <summary>Makes something new.</summary>
    public static async Task<JsonObject> CreateAsync(this BrowserFixture fixture, string path, object definition)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(definition), Headers = { { "If-None-Match", "*" } } };
        using var response = await fixture.Gateway.Admin.SendAsync(request, Patience.Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Patience.Token));
        return (await response.Content.ReadFromJsonAsync<JsonObject>(Patience.Token))!;
    }

    /// <summary>Writes over what is there, as somebody else than the visitor.</summary>
    public static async Task ReplaceAsync(this BrowserFixture fixture, string path, object definition)
    {
        using var present = await fixture.Gateway.Admin.GetAsync(path, Patience.Token);
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(definition) };
        request.Headers.TryAddWithoutValidation("If-Match", present.Headers.ETag!.Tag);
        using var response = await fixture.Gateway.Admin.SendAsync(request, Patience.Token);
        response.EnsureSuccessStatusCode();
    }
}
