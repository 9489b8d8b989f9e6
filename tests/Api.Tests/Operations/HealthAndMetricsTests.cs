using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Operations;

public sealed class HealthAndMetricsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("/health/live", "live")]
    [InlineData("/health/ready", "ready")]
    public async Task Health_needs_no_key_and_tells_nothing(string path, string text)
    {
        using var stranger = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        using var response = await stranger.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(text, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task What_calls_did_shows_under_names_of_the_configuration_only()
    {
        using var whole = await fixture.Http.SayAsync("gpt", "hello", Cancellation);
        using var stream = await fixture.Http.SayAsync("gpt", "hello", Cancellation, stream: true);
        await stream.EventsAsync(Cancellation);
        fixture.Provider.Script(Faults.Status(500));
        using var failed = await fixture.Http.SayAsync("gpt", "hello", Cancellation);
        using var unknown = await fixture.Http.SayAsync("a-name-that-a-client-made-up", "hello", Cancellation);

        // A call is counted when all of it is over, a moment after its client has the answer; and a scrape may be answered with the one before.
        await Eventually.HoldsAsync(AssertAllAreCountedAsync);
    }

    [Fact]
    public async Task Another_gateway_of_the_process_counts_for_itself()
    {
        await using var other = new GatewayFixture();
        await other.InitializeAsync();
        using var response = await other.Http.SayAsync("claude", "hello", Cancellation);
        await Eventually.HoldsAsync(async () => Assert.Contains(Samples(await MetricsAsync(other.Http), "gateway_requests_total"), Has("gateway_model_alias=\"claude\"")));

        Assert.DoesNotContain(Samples(await MetricsAsync(fixture.Http), "gateway_requests_total"), Has("gateway_model_alias=\"claude\""));
    }

    private async Task AssertAllAreCountedAsync()
    {
        var metrics = await MetricsAsync(fixture.Http);

        Assert.Contains(Samples(metrics, "gateway_requests_total"), Has("gateway_model_alias=\"gpt\"", "gateway_outcome=\"ok\"", "gateway_api=\"llm\""));
        Assert.Contains(Samples(metrics, "gateway_requests_total"), Has("gateway_model_alias=\"gpt\"", "gateway_outcome=\"error\"", "error_type=\"upstream_error\""));
        Assert.Contains(Samples(metrics, "gateway_requests_total"), Has("gateway_model_alias=\"other\"", "error_type=\"model_not_found\""));
        Assert.Contains(Samples(metrics, "gateway_attempts_total"), Has("gateway_backend=\"openai\"", "gateway_outcome=\"answered\""));
        Assert.Contains(Samples(metrics, "gateway_attempts_total"), Has("gateway_backend=\"openai\"", "gateway_outcome=\"failed\"", "error_type=\"ServerError\""));
        Assert.Contains(Samples(metrics, "gen_ai_client_token_usage_sum"), Has("gen_ai_token_type=\"input\""));
        Assert.Contains(Samples(metrics, "gen_ai_client_token_usage_sum"), Has("gen_ai_token_type=\"output\""));
        Assert.NotEmpty(Samples(metrics, "gen_ai_server_request_duration_seconds_bucket"));
        Assert.NotEmpty(Samples(metrics, "gen_ai_client_operation_duration_seconds_bucket"));
        Assert.NotEmpty(Samples(metrics, "gen_ai_client_operation_time_to_first_chunk_seconds_bucket"));
        Assert.DoesNotContain("made-up", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(Documents.Key, metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-provider-key", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_that_clients_make_up_become_no_labels()
    {
        using var response = await fixture.Http.GetAsync(new Uri("/llm/v1/models/an-invented-model", UriKind.Relative), Cancellation);
        using var nowhere = await fixture.Http.GetAsync(new Uri("/an-invented-path", UriKind.Relative), Cancellation);

        Assert.DoesNotContain("an-invented", await MetricsAsync(fixture.Http), StringComparison.Ordinal);
    }

    private static Task<string> MetricsAsync(HttpClient gateway) => gateway.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);

    private static List<string> Samples(string metrics, string name) =>
        [.. metrics.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal))];

    private static Predicate<string> Has(params string[] parts) => line => parts.All(part => (line + " ").Contains(part, StringComparison.Ordinal));
}
