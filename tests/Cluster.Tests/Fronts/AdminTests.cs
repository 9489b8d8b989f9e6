using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>Operators may use a front end without a silo, too; it holds no credential, and cannot seal one.</summary>
public sealed class AdminTests(FrontFixture fixture) : IClassFixture<FrontFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_backend_with_a_reference_is_made_through_a_front_end_and_called_by_the_silos()
    {
        using var made = await fixture.Front.AdminAsync(HttpMethod.Put, "backends/referred", Cancellation, Backend($"${{env:{Documents.SiloVariable}}}"));
        Assert.True(made.StatusCode is HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Cancellation));
        using var aliased = await fixture.Front.AdminAsync(HttpMethod.Put, "apis/llm/aliases/referred", Cancellation, Documents.Target("referred"));
        Assert.True(aliased.IsSuccessStatusCode, await aliased.Content.ReadAsStringAsync(Cancellation));

        await Patience.UntilAsync(
            async () =>
            {
                using var response = await fixture.Front.SayAsync("referred", "who pays?", Cancellation);
                return response.IsSuccessStatusCode;
            },
            Cancellation);
        Assert.Equal("Bearer sk-only-silos-know", fixture.Provider.Requests.Last(request => request.Holds("who pays?")).Header("Authorization"));

        using var audit = await fixture.Front.AdminAsync(HttpMethod.Get, "audit", Cancellation);
        Assert.Contains("backends/referred", await audit.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_literal_secret_is_refused_where_there_is_nothing_to_seal_it_with()
    {
        using var refused = await fixture.Front.AdminAsync(HttpMethod.Put, "backends/literal", Cancellation, Backend("Bearer sk-in-clear"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var problem = await refused.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("credentials.header.value", problem, StringComparison.Ordinal);
        Assert.Contains("this front end has no Gateway:MasterKey", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-in-clear", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_literal_secret_is_sealed_by_a_front_end_that_has_the_key()
    {
        await using var keyed = fixture.Cluster.Start("Api", ("MasterKey", fixture.Cluster.MasterKey));
        await keyed.ReadyAsync(Cancellation);
        using var made = await keyed.AdminAsync(HttpMethod.Put, "backends/sealed", Cancellation, Backend("Bearer sk-sealed-here"));
        Assert.True(made.StatusCode is HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Cancellation));
        using var aliased = await keyed.AdminAsync(HttpMethod.Put, "apis/llm/aliases/sealed", Cancellation, Documents.Target("sealed"));
        Assert.True(aliased.IsSuccessStatusCode, await aliased.Content.ReadAsStringAsync(Cancellation));

        await Patience.UntilAsync(
            async () =>
            {
                using var response = await keyed.SayAsync("sealed", "opened by a silo", Cancellation);
                return response.IsSuccessStatusCode;
            },
            Cancellation);
        Assert.Equal("Bearer sk-sealed-here", fixture.Provider.Requests.Last(request => request.Holds("opened by a silo")).Header("Authorization"));
    }

    [Fact]
    public async Task A_front_end_tests_no_backend()
    {
        using var response = await fixture.Front.AdminAsync(HttpMethod.Post, "backends/openai/test", Cancellation);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("front end", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_key_that_was_made_here_opens_the_admin_API()
    {
        using var made = await fixture.Front.AdminAsync(HttpMethod.Post, "keys", Cancellation, new { name = "colleague", role = "viewer" });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var key = JsonElement.Parse(await made.Content.ReadAsByteArrayAsync(Cancellation)).GetProperty("key").GetString();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/v1/config");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var exported = await fixture.Front.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, exported.StatusCode);
        Assert.Contains("\"openai\"", await exported.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster")]
    [InlineData("requests")]
    [InlineData("backends/openai")]
    [InlineData("backends/openai/usage")]
    public async Task What_the_silos_know_is_told_by_a_front_end(string path)
    {
        using var response = await fixture.Front.AdminAsync(HttpMethod.Get, path, Cancellation);

        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancellation)}");
    }

    private object Backend(string credential) => new
    {
        format = "openai",
        url = $"{fixture.Provider.Url}/v1",
        model = "gpt-4o",
        credentials = new { header = new { name = "Authorization", value = credential } },
    };
}
