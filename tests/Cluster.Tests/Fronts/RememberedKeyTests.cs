using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>A front end remembers whose key it was; the silos have the last word all the same.</summary>
public sealed class RememberedKeyTests(FrontFixture fixture) : IClassFixture<FrontFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("suspend", HttpStatusCode.Forbidden, "subscription_suspended")]
    [InlineData("cancel", HttpStatusCode.Forbidden, "subscription_cancelled")]
    [InlineData("keys/primary/regenerate", HttpStatusCode.Unauthorized, "invalid_api_key")]
    public async Task A_key_that_was_just_used_is_refused_as_soon_as_its_revocation_is_acknowledged(string action, HttpStatusCode refusal, string code)
    {
        var name = $"brief-{action.Length}";
        var made = await fixture.Front.ChangeAsync($"subscriptions/{name}", new { product = "all" }, Cancellation);
        var key = made.GetProperty("keys").GetProperty("primary").GetString()!;
        for (var call = 0; call < 3; call++)
        {
            using var served = await fixture.Front.SayAsync("echo", "hello", Cancellation, key: key);
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        }

        using var revoked = await fixture.Front.AdminAsync(HttpMethod.Post, $"subscriptions/{name}/{action}", Cancellation);
        var isAcknowledged = (await revoked.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("acknowledged").GetBoolean();

        // A silo of a busy machine may stand still for two seconds; then nothing is promised.
        for (var call = 0; isAcknowledged && call < 8; call++)
        {
            using var refused = await fixture.Front.SayAsync("echo", "hello", Cancellation, stream: call % 2 == 1, key: key);
            Assert.Equal(refusal, refused.StatusCode);
            Assert.Equal(code, JsonElement.Parse(await refused.Content.ReadAsStringAsync(Cancellation)).GetProperty("error").GetProperty("code").GetString());
        }

        using var models = await fixture.Front.Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/llm/v1/models") { Headers = { Authorization = new("Bearer", key) } }, Cancellation);
        Assert.True(!isAcknowledged || models.StatusCode == refusal, models.StatusCode.ToString());
    }
}
