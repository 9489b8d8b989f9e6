using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Admin;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>Who may do what: every endpoint with every role.</summary>
public sealed partial class RoleTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static readonly string[] Roles = ["viewer", "operator", "admin"];

    private static CancellationToken Cancellation => Patience.Token;

    private IEnumerable<AdminOperation> Operations => fixture.Gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .Select(endpoint => endpoint.Metadata.GetMetadata<AdminOperation>()).OfType<AdminOperation>();

    [Fact]
    public async Task A_role_opens_what_it_is_enough_for_and_nothing_else()
    {
        Assert.NotEmpty(Operations);
        foreach (var role in Roles)
        {
            var key = await KeyAsync($"matrix-{role}", role);
            foreach (var operation in Operations)
            {
                using var response = await fixture.Http.AdminAsync(operation.Method, Path(operation), Cancellation, operation.Method is "GET" ? null : "{}", key: key);

                var isEnough = Array.IndexOf(Roles, role) >= Array.IndexOf(Roles, operation.Role);
                Assert.True(response.StatusCode is not HttpStatusCode.Unauthorized, $"{role}: {operation.Action}");
                Assert.True(response.StatusCode is HttpStatusCode.Forbidden == !isEnough, $"{role}: {operation.Action}: {response.StatusCode}");
                if (!isEnough)
                {
                    await response.ProblemAsync(403, Cancellation);
                }
            }
        }
    }

    [Fact]
    public async Task Every_change_and_every_refusal_leaves_exactly_one_record()
    {
        var viewer = await KeyAsync("recorded", "viewer");
        foreach (var operation in Operations)
        {
            foreach (var (key, isRecorded) in (ValueTuple<string, bool>[])[(RunningGateway.AdminKey, operation.IsAudited), (viewer, operation.IsAudited || operation.Role != "viewer"), ("no-key-at-all", operation.Method is not "GET")])
            {
                if (key == viewer && operation.Role == "viewer" && operation.IsAudited)
                {
                    continue;
                }

                var before = await CountAsync();
                using var response = await fixture.Http.AdminAsync(operation.Method, Path(operation), Cancellation, operation.Method is "GET" ? null : "{}", key: key);
                Assert.True(await CountAsync() - before == (isRecorded ? 1 : 0), $"{operation.Action} with {key}: {response.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task A_screen_whose_session_is_over_leaves_no_record_with_each_of_its_tries()
    {
        var token = (await fixture.Http.AdminAsync("POST", "sessions", Cancellation).DoneAsync(Cancellation)).GetProperty("token").GetString();
        await fixture.Http.AdminAsync("DELETE", "session", Cancellation, key: token).DoneAsync(Cancellation);
        var before = await CountAsync();

        for (var at = 0; at < 3; at++)
        {
            using var refused = await fixture.Http.AdminAsync("GET", "session", Cancellation, key: token);
            await refused.ProblemAsync(401, Cancellation);
        }

        Assert.Equal(before, await CountAsync());
        using var write = await fixture.Http.AdminAsync("POST", "keys", Cancellation, "{}", key: token);
        await write.ProblemAsync(401, Cancellation);
        Assert.Equal(before + 1, await CountAsync());
    }

    [Fact]
    public async Task A_key_that_was_taken_back_opens_nothing_from_then_on()
    {
        var key = await KeyAsync("short-lived", "viewer");
        using (var before = await fixture.Http.AdminAsync("GET", "backends", Cancellation, key: key))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        await fixture.Http.AdminAsync("DELETE", "keys/short-lived", Cancellation).DoneAsync(Cancellation);

        using var after = await fixture.Http.AdminAsync("GET", "backends", Cancellation, key: key);
        await after.ProblemAsync(401, Cancellation);
    }

    [Fact]
    public async Task A_key_is_shown_once_and_its_name_is_taken()
    {
        var key = await KeyAsync("shown", "operator");

        var list = await fixture.Http.AdminGetAsync("keys", Cancellation).DoneAsync(Cancellation);
        using var twice = await fixture.Http.AdminAsync("POST", "keys", Cancellation, new { name = "shown", role = "viewer" });

        Assert.Contains("shown", list.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, list.GetRawText(), StringComparison.Ordinal);
        await twice.ProblemAsync(409, Cancellation);
    }

    [Theory]
    [InlineData("""{ "name": "x", "role": "root" }""", "role")]
    [InlineData("""{ "name": "a/b", "role": "viewer" }""", "name")]
    [InlineData("""{ "name": "x", "role": "viewer", "expires": "2001-01-01T00:00:00Z" }""", "expires")]
    public async Task A_key_that_cannot_be_is_refused(string body, string path)
    {
        using var response = await fixture.Http.AdminAsync("POST", "keys", Cancellation, body);

        Assert.Equal(path, Assert.Single((await response.ProblemAsync(400, Cancellation)).GetProperty("errors").EnumerateObject()).Name);
    }

    private async Task<string> KeyAsync(string name, string role) =>
        (await fixture.Http.AdminAsync("POST", "keys", Cancellation, new { name, role }).DoneAsync(Cancellation)).GetProperty("key").GetString()!;

    private async Task<long> CountAsync() =>
        (await fixture.Http.AdminGetAsync("audit/verification", Cancellation).DoneAsync(Cancellation)).GetProperty("records").GetInt64();

    // Nothing of this name is there, so that no call does anything to what other tests use.
    private static string Path(AdminOperation operation) => Parameter().Replace(operation.Pattern.TrimStart('/'), "none-such");

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
