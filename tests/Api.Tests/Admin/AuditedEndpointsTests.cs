using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Audit;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>Whatever a call leaves in the audit log, the log of that day can be read afterwards.</summary>
public sealed class AuditedEndpointsTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private const string Alias = "apis/audited/aliases/gpt";
    private const string Rollout = """{ "backend": "two", "steps": [ { "percent": 1 }, { "percent": 100 } ] }""";

    private readonly HashSet<string> _called = [];

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task The_log_is_read_back_after_every_endpoint_that_writes_to_it()
    {
        await CreateAsync("apis/{name}", "apis/audited", """{ "path": "/audited/v1" }""");
        await CreateAsync("backends/{name}", "backends/audited", """{ "format": "echo" }""");
        await CreateAsync("products/{name}", "products/audited", """{ "apis": { "llm": ["*"] } }""");
        await CreateAsync("subscriptions/{name}", "subscriptions/audited", """{ "product": "audited" }""");
        await CreateAsync("apis/{api}/aliases/{alias}", Alias, JsonSerializer.Serialize(Documents.Targets("one")));
        await CallAsync("PUT", "config", "config", await ExportAsync(), tagOf: "config");

        await CallAsync("POST", "backends/{name}/test", "backends/audited/test");
        await CallAsync("POST", "backends/{name}/circuit", "backends/audited/circuit", """{ "mode": "open" }""");
        await CallAsync("PUT", "backends/{name}/credentials", "backends/one/credentials", """{ "header": { "name": "api-key", "value": "sk-audited" } }""", tagOf: "backends/one");
        await CallAsync("DELETE", "backends/{name}/credentials", "backends/one/credentials", tagOf: "backends/one");

        await CallAsync("PUT", "apis/{api}/aliases/{alias}/rollout", $"{Alias}/rollout", Rollout, tagOf: Alias);
        await CallAsync("DELETE", "apis/{api}/aliases/{alias}/rollout", $"{Alias}/rollout", tagOf: Alias);
        await CallAsync("PUT", "apis/{api}/aliases/{alias}/rollout", $"{Alias}/rollout", Rollout, tagOf: Alias);
        await CallAsync("POST", "apis/{api}/aliases/{alias}/rollout/promote", $"{Alias}/rollout/promote", tagOf: Alias);
        await CallAsync("POST", "apis/{api}/aliases/{alias}/rollback", $"{Alias}/rollback", """{ "version": 1 }""", tagOf: Alias);

        foreach (var what in (string[])["keys/primary/regenerate", "keys/secondary/regenerate", "suspend", "activate", "cancel"])
        {
            await CallAsync("POST", $"subscriptions/{{name}}/{what}", $"subscriptions/audited/{what}");
        }

        await CallAsync("POST", "keys", "keys", """{ "name": "audited", "role": "viewer" }""");
        await CallAsync("DELETE", "keys/{name}", "keys/audited");
        var session = await CallAsync("POST", "sessions", "sessions");
        await CallAsync("DELETE", "sessions/{id}", $"sessions/{session.GetProperty("id").GetString()}");
        var own = await CallAsync("POST", "sessions", "sessions");
        await CallAsync("DELETE", "session", "session", key: own.GetProperty("token").GetString());

        // None of these is there, and what they leave is what the path says.
        await CallAsync("POST", "apis/{api}/content-safety/test", "apis/audited/content-safety/test", """{ "text": "hello" }""", status: 404);
        await CallAsync("POST", "products/{name}/content-safety/test", "products/audited/content-safety/test", """{ "text": "hello" }""", status: 404);
        await CallAsync("DELETE", "requests/{id}", "requests/none-such", status: 404);

        await CallAsync("DELETE", "apis/{api}/aliases/{alias}", Alias, tagOf: Alias);
        foreach (var kind in (string[])["subscriptions", "products", "apis", "backends"])
        {
            await CallAsync("DELETE", $"{kind}/{{name}}", $"{kind}/audited", tagOf: $"{kind}/audited");
        }

        var audited = fixture.Gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<AdminOperation>())
            .OfType<AdminOperation>().Where(operation => operation.IsAudited).Select(operation => operation.Action);
        Assert.Equal(audited.Distinct().Order(StringComparer.Ordinal), _called.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_an_earlier_version_has_left_that_is_no_JSON_is_shown_as_text()
    {
        await fixture.Gateway.Grains.GetGrain<IAuditGrain>("2001-02-03").AppendAsync(new AuditEntry
        {
            At = new DateTimeOffset(2001, 2, 3, 0, 0, 0, TimeSpan.Zero), By = "admin-key", Action = "POST backends/{name}/circuit", Object = "backends/one/circuit", Before = "", After = "open", Status = 200,
        });

        var record = (await fixture.Http.AdminGetAsync("audit?day=2001-02-03", Cancellation).DoneAsync(Cancellation)).GetProperty("items")[0];

        Assert.Equal(("", "open"), (record.GetProperty("before").GetString(), record.GetProperty("after").GetString()));
    }

    private async Task<string> ExportAsync() => (await fixture.Http.AdminGetAsync("config", Cancellation).DoneAsync(Cancellation)).GetRawText();

    private async Task CreateAsync(string pattern, string path, string body)
    {
        await fixture.Http.AdminPutAsync(path, body, Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        await ReadBackAsync($"PUT {pattern}");
    }

    /// <param name="tagOf">What has the ETag that the call needs.</param>
    /// <param name="status">Null: one of success.</param>
    private async Task<JsonElement> CallAsync(string method, string pattern, string path, string? body = null, string? tagOf = null, string? key = null, int? status = null)
    {
        var tag = tagOf is null ? null : await fixture.Http.TagAsync(tagOf, Cancellation);
        using var response = await fixture.Http.AdminAsync(method, path, Cancellation, body, tag, key);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(status is null ? response.IsSuccessStatusCode : status == (int)response.StatusCode, $"{method} {path}: {response.StatusCode} {text}");
        await ReadBackAsync($"{method} {pattern}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private async Task ReadBackAsync(string action)
    {
        using var response = await fixture.Http.AdminGetAsync("audit?limit=1", Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"The log cannot be read after {action}.");
        Assert.Equal(action, (await response.JsonAsync(Cancellation)).GetProperty("items")[0].GetProperty("action").GetString());
        _called.Add(action);
    }
}
