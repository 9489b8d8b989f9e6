using System.Net;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>Sessions, which stand in for a key: what they open, and what ends them.</summary>
public sealed class SessionTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_session_has_the_role_of_its_key_and_opens_no_other_session()
    {
        var session = await BeginAsync(await KeyAsync("session-viewer", "viewer"));

        var who = await fixture.Http.AdminAsync("GET", "session", Cancellation, key: session).DoneAsync(Cancellation);
        Assert.Equal(("key:session-viewer", "viewer"), (who.GetProperty("name").GetString(), who.GetProperty("role").GetString()));
        Assert.True(who.TryGetProperty("expires", out _));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("GET", "backends", session));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("GET", "audit", session));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync("POST", "sessions", session));
    }

    [Fact]
    public async Task It_opens_nothing_once_it_has_signed_out()
    {
        var session = await BeginAsync(RunningGateway.AdminKey);
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync("DELETE", "session", session));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("GET", "backends", session));
    }

    [Fact]
    public async Task It_ends_with_the_key_that_opened_it()
    {
        var session = await BeginAsync(await KeyAsync("session-key", "operator"));
        await fixture.Http.AdminAsync("DELETE", "keys/session-key", Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("GET", "backends", session));
    }

    [Fact]
    public async Task An_admin_sees_and_ends_the_session_of_another()
    {
        var session = await BeginAsync(await KeyAsync("session-other", "operator"));
        var all = await fixture.Http.AdminAsync("GET", "sessions", Cancellation).DoneAsync(Cancellation);
        var found = Assert.Single(all.GetProperty("items").EnumerateArray(), one => one.GetProperty("name").GetString() == "key:session-other");
        Assert.False(found.TryGetProperty("token", out _));

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync("DELETE", $"sessions/{found.GetProperty("id").GetString()}", RunningGateway.AdminKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("GET", "session", session));
    }

    [Fact]
    public async Task The_overview_has_every_backend_with_what_it_served()
    {
        var overview = await fixture.Http.AdminAsync("GET", "overview", Cancellation).DoneAsync(Cancellation);

        Assert.Equal(["counted", "one", "referenced", "two"], overview.GetProperty("backends").EnumerateArray().Select(backend => backend.GetProperty("name").GetString()!));
        Assert.All(overview.GetProperty("backends").EnumerateArray(), backend =>
        {
            Assert.False(backend.GetProperty("silent").GetBoolean());
            Assert.Equal("closed", backend.GetProperty("health").GetProperty("phase").GetString());
            Assert.True(backend.TryGetProperty("usage", out _));
            Assert.False(backend.TryGetProperty("credentials", out _));
        });
    }

    [Theory]
    [InlineData("openai", "https://a.example/v1", "https://a.example/v1/chat/completions")]
    [InlineData("anthropic", "https://a.example", "https://a.example/v1/messages")]
    [InlineData("anthropic", "http://169.254.169.254/", null)]
    [InlineData("echo", "https://a.example", null)]
    public async Task Where_a_url_leads_is_said_before_there_is_a_backend(string format, string url, string? resolved)
    {
        using var response = await fixture.Http.AdminAsync("GET", $"resolved-url?format={format}&url={Uri.EscapeDataString(url)}", Cancellation);

        Assert.Equal(resolved is not null, response.IsSuccessStatusCode);
        if (resolved is not null)
        {
            Assert.Equal(resolved, (await response.JsonAsync(Cancellation)).GetProperty("resolvedUrl").GetString());
        }
    }

    private async Task<HttpStatusCode> StatusAsync(string method, string path, string key)
    {
        using var response = await fixture.Http.AdminAsync(method, path, Cancellation, key: key);
        return response.StatusCode;
    }

    private async Task<string> BeginAsync(string key) =>
        (await fixture.Http.AdminAsync("POST", "sessions", Cancellation, key: key).DoneAsync(Cancellation)).GetProperty("token").GetString()!;

    private async Task<string> KeyAsync(string name, string role) =>
        (await fixture.Http.AdminAsync("POST", "keys", Cancellation, new { name, role }).DoneAsync(Cancellation)).GetProperty("key").GetString()!;
}
