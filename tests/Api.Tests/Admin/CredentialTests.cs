using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>Credentials go in and do not come out.</summary>
public sealed class CredentialTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_write_without_credentials_leaves_the_sealed_bytes_as_they_are()
    {
        var before = await StoredAsync("one");

        for (var at = 0; at < 100; at++)
        {
            await fixture.Http.AdminPutAsync(
                "backends/one", new { format = "openai", url = $"{fixture.Provider.Url}/v1", model = $"gpt-4o-one" }, Cancellation, ifMatch: await fixture.Http.TagAsync("backends/one", Cancellation)).DoneAsync(Cancellation);
        }

        Assert.Equal(before, await StoredAsync("one"));
        using var answer = await fixture.Http.SayAsync("gpt", "hello", Cancellation);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal("Bearer sk-provider-key", Assert.Single(fixture.AttemptsOf(answer)).Request.Header("Authorization"));
    }

    [Fact]
    public async Task A_write_with_none_takes_them_away_in_the_epoch_of_the_new_url()
    {
        await fixture.Http.AdminPutAsync(
            "backends/moving", new { format = "openai", url = $"{fixture.Provider.Url}/v1", credentials = new { header = new { name = "api-key", value = "sk-for-the-old-host" } } }, Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        Assert.NotNull(await StoredAsync("moving"));

        await fixture.Http.AdminPutAsync(
            "backends/moving", """{ "format": "openai", "url": "https://elsewhere.example/v1", "credentials": null }""", Cancellation, ifMatch: await fixture.Http.TagAsync("backends/moving", Cancellation)).DoneAsync(Cancellation);

        Assert.Null(await StoredAsync("moving"));
    }

    [Fact]
    public async Task A_mask_stands_for_the_secret_that_is_stored_at_its_place_and_for_no_other()
    {
        var definition = (await fixture.Http.AdminGetAsync("backends/two", Cancellation).DoneAsync(Cancellation)).GetProperty("definition").GetRawText();
        var before = await StoredAsync("two");
        var fingerprint = before!.Header!.Value.Fingerprint!;

        await fixture.Http.AdminPutAsync("backends/two", definition, Cancellation, ifMatch: await fixture.Http.TagAsync("backends/two", Cancellation)).DoneAsync(Cancellation);
        using var other = await fixture.Http.AdminPutAsync(
            "backends/two", definition.Replace(fingerprint, fingerprint == "000000" ? "000001" : "000000", StringComparison.Ordinal), Cancellation, ifMatch: await fixture.Http.TagAsync("backends/two", Cancellation));
        using var elsewhere = await fixture.Http.AdminPutAsync("backends/copy", definition, Cancellation, ifNoneMatch: "*");

        Assert.Equal(before, await StoredAsync("two"));
        foreach (var refused in (HttpResponseMessage[])[other, elsewhere])
        {
            Assert.Equal("credentials.header.value", Assert.Single((await refused.ProblemAsync(400, Cancellation)).GetProperty("errors").EnumerateObject()).Name);
        }
    }

    [Fact]
    public async Task Credentials_are_written_by_themselves_and_shown_to_nobody()
    {
        const string secret = "sk-brand-new-secret-0815";
        await fixture.Http.AdminPutAsync("backends/signed", new { format = "openai", url = $"{fixture.Provider.Url}/v1", model = "gpt-4o" }, Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        await fixture.Http.AdminPutAsync("apis/llm/aliases/signed", Documents.Targets("signed"), Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);

        using var blind = await fixture.Http.AdminPutAsync("backends/signed/credentials", new { header = new { name = "Authorization", value = secret } }, Cancellation);
        await blind.ProblemAsync(428, Cancellation);
        await fixture.Http.AdminPutAsync(
            "backends/signed/credentials", new { header = new { name = "Authorization", value = $"Bearer {secret}" } }, Cancellation, ifMatch: await fixture.Http.TagAsync("backends/signed", Cancellation)).DoneAsync(Cancellation);

        using var answer = await fixture.Http.SayAsync("signed", "hello", Cancellation);
        Assert.Equal($"Bearer {secret}", Assert.Single(fixture.AttemptsOf(answer)).Request.Header("Authorization"));
        foreach (var path in (string[])["backends/signed", "backends", "config", "audit"])
        {
            using var shown = await fixture.Http.AdminGetAsync(path, Cancellation);
            Assert.DoesNotContain(secret, await shown.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using var reading = await fixture.Http.AdminGetAsync("backends/signed/credentials", Cancellation);
        Assert.False(reading.IsSuccessStatusCode);
        await fixture.Http.AdminAsync("DELETE", "backends/signed/credentials", Cancellation, ifMatch: await fixture.Http.TagAsync("backends/signed", Cancellation)).DoneAsync(Cancellation);
        Assert.Null(await StoredAsync("signed"));
    }

    [Fact]
    public async Task Credentials_of_what_is_not_there_are_refused()
    {
        using var response = await fixture.Http.AdminPutAsync("backends/none-such/credentials", new { header = new { name = "api-key", value = "x" } }, Cancellation);

        await response.ProblemAsync(404, Cancellation);
    }

    private async Task<CredentialsDefinition?> StoredAsync(string backend) => (await fixture.Gateway.Grains.GetGrain<IBackendGrain>(backend).GetAsync())!.Value.Credentials;
}
