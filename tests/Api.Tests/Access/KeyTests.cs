using System.Net;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Access;

public sealed class KeyTests(KeyFixture fixture) : IClassFixture<KeyFixture>, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(fixture.Gateway.Url) };

    private static CancellationToken Cancellation => Patience.Token;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("Authorization", "Bearer " + Documents.Key)]
    [InlineData("authorization", "bearer " + Documents.Key)]
    [InlineData("api-key", Documents.Key)]
    [InlineData("x-api-key", Documents.Key)]
    [InlineData("Ocp-Apim-Subscription-Key", Documents.Key)]
    public async Task A_key_is_found_in_every_header_that_clients_use(string header, string value)
    {
        _http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        using var response = await _http.SayAsync("gpt", "hello", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_key_in_the_address_is_found_when_no_header_has_one()
    {
        using var response = await _http.SayAsync("gpt", "hello", Cancellation, path: $"{ChatCalls.Path}?subscription-key={Documents.Key}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_key_in_a_header_wins_over_one_in_the_address()
    {
        _http.DefaultRequestHeaders.Add("api-key", "a-wrong-one");

        using var response = await _http.SayAsync("gpt", "hello", Cancellation, path: $"{ChatCalls.Path}?subscription-key={Documents.Key}");

        Assert.Equal("invalid_api_key", (await ApiError.OfAsync(response, 401, Cancellation)).Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer not-a-key")]
    [InlineData("Basic dGVhbS1hOnRlYW0tYQ==")]
    [InlineData("Bearer " + Documents.Key + "x")]
    [InlineData("Bearer TEAM-A-KEY-0123456789")]
    [InlineData("Bearer gw-team-a-0123456789")]
    public async Task Without_a_key_that_is_known_nothing_is_served(string? authorization)
    {
        if (authorization is not null)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (var request in new[] { ChatCalls.Request("not even json"), new HttpRequestMessage(HttpMethod.Get, "/llm/v1/models"), new(HttpMethod.Get, "/llm/v1/models/gpt"), new(HttpMethod.Get, "/llm/v1/nothing") })
        {
            using var response = await _http.SendAsync(request, Cancellation);
            var error = await ApiError.OfAsync(response, 401, Cancellation);
            Assert.Equal("invalid_api_key", error.Code);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Fact]
    public async Task A_generated_key_works_and_one_with_a_forged_checksum_does_not()
    {
        var forged = fixture.Generated[..^1] + (fixture.Generated[^1] == 'A' ? 'B' : 'A');

        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(fixture.Generated, "/llm/v1/models"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOfAsync(forged, "/llm/v1/models"));
    }

    [Fact]
    public async Task A_key_sees_the_aliases_of_its_product_and_no_others()
    {
        Assert.Equal(["gpt", "secret"], await ModelsAsync(Documents.Key, "/llm/v1"));
        Assert.Equal(["gpt"], await ModelsAsync(KeyFixture.One, "/llm/v1"));
        Assert.Equal([], await ModelsAsync(KeyFixture.Other, "/llm/v1"));
        Assert.Equal(["gpt", "trial"], await ModelsAsync(KeyFixture.Other, "/lab/models"));
    }

    [Fact]
    public async Task An_alias_of_another_product_is_as_unknown_as_one_that_does_not_exist()
    {
        _http.DefaultRequestHeaders.Add("api-key", KeyFixture.One);

        var hidden = await ErrorOfAsync("secret");
        var missing = await ErrorOfAsync("nothing");

        Assert.Equal(missing, hidden with { Message = hidden.Message.Replace("secret", "nothing", StringComparison.Ordinal) });
        Assert.Equal("model_not_found", hidden.Code);
        Assert.Equal(HttpStatusCode.NotFound, await StatusOfAsync(KeyFixture.One, "/llm/v1/models/secret"));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(KeyFixture.One, "/llm/v1/models/gpt"));

        async Task<ApiError> ErrorOfAsync(string alias)
        {
            using var response = await _http.SayAsync(alias, "hello", Cancellation);
            return await ApiError.OfAsync(response, 404, Cancellation);
        }
    }

    [Fact]
    public async Task A_key_of_another_api_finds_no_model()
    {
        _http.DefaultRequestHeaders.Add("api-key", KeyFixture.Other);

        using var response = await _http.SayAsync("gpt", "hello", Cancellation);

        Assert.Equal("model_not_found", (await ApiError.OfAsync(response, 404, Cancellation)).Code);
    }

    [Theory]
    [InlineData("/llm/v1/chat/completions")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/openai/v1/chat/completions")]
    [InlineData("/openai/deployments/gpt/chat/completions?api-version=2024-10-21")]
    [InlineData("/LLM/v1/chat/completions")]
    public async Task The_default_api_is_served_at_every_path_that_sdks_build(string path)
    {
        _http.DefaultRequestHeaders.Add("api-key", Documents.Key);

        using var response = await _http.SayAsync("gpt", "hello", Cancellation, path: path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_other_api_is_served_at_its_own_path_only()
    {
        _http.DefaultRequestHeaders.Add("api-key", KeyFixture.Other);

        using var own = await _http.SayAsync("trial", "hello", Cancellation, path: "/lab/models/chat/completions");
        using var shared = await _http.SayAsync("trial", "hello", Cancellation, path: "/v1/chat/completions");

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        await ApiError.OfAsync(shared, 404, Cancellation);
    }

    private async Task<HttpStatusCode> StatusOfAsync(string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Authorization", $"Bearer {key}" } } };
        using var response = await fixture.Http.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private async Task<IEnumerable<string?>> ModelsAsync(string key, string api)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{api}/models") { Headers = { { "Authorization", $"Bearer {key}" } } };
        using var response = await fixture.Http.SendAsync(request, Cancellation);
        var list = await response.JsonAsync(Cancellation);
        Assert.Equal("list", list.GetProperty("object").GetString());
        return [.. list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString())];
    }
}
