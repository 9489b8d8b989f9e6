using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Admin;

public sealed class BackendTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_secret_that_was_written_down_is_shown_as_a_mask_with_its_fingerprint()
    {
        using var response = await fixture.Http.AdminGetAsync("backends/one", Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        var value = JsonElement.Parse(text).GetProperty("definition").GetProperty("credentials").GetProperty("header").GetProperty("value");

        Assert.True(value.GetProperty("configured").GetBoolean());
        Assert.Matches("^[0-9a-f]{6}$", value.GetProperty("fingerprint").GetString());
        Assert.DoesNotContain("sk-provider-key", text, StringComparison.Ordinal);
        Assert.Matches("^\"\\d+\"$", response.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task A_reference_is_shown_as_it_was_written_and_never_what_it_refers_to()
    {
        using var response = await fixture.Http.AdminGetAsync("backends/referenced", Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Contains($"Bearer ${{env:{AdminFixture.ReferenceVariable}}}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("by-reference", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a literal header value", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_that_calls_go_to_is_shown()
    {
        using var response = await fixture.Http.AdminGetAsync("backends/one", Cancellation);

        Assert.Equal($"{fixture.Provider.Url}/v1/chat/completions", (await response.JsonAsync(Cancellation)).GetProperty("resolvedUrl").GetString());
    }

    [Fact]
    public async Task The_counters_add_up_with_what_the_provider_saw()
    {
        fixture.Provider.Script(Faults.Status(500), Faults.Status(400), Faults.RateLimited(), Behaviour.Sensible, Behaviour.Sensible);
        long prompt = 0, completion = 0;
        for (var call = 0; call < 5; call++)
        {
            using var response = await fixture.Http.SayAsync("counted", "one two three", Cancellation);
            if (response.IsSuccessStatusCode)
            {
                var usage = (await response.JsonAsync(Cancellation)).GetProperty("usage");
                prompt += usage.GetProperty("prompt_tokens").GetInt64();
                completion += usage.GetProperty("completion_tokens").GetInt64();
            }
        }

        using (var stream = await fixture.Http.SayAsync("counted", "one two three", Cancellation, stream: true))
        {
            await stream.EventsAsync(Cancellation);
            prompt += prompt / 2;
            completion += completion / 2;
        }

        var seen = fixture.Provider.Requests.Count(request => request.Model == "gpt-4o-counted");
        var counts = await CountsAsync(seen);

        Assert.Equal(6, seen);
        Assert.Equal(seen, counts.GetProperty("attempts").GetInt64());
        Assert.Equal(2, counts.GetProperty("failures").GetInt64());
        Assert.Equal(0, counts.GetProperty("abandoned").GetInt64());
        Assert.Equal(prompt, counts.GetProperty("promptTokens").GetInt64());
        Assert.Equal(completion, counts.GetProperty("completionTokens").GetInt64());
    }

    [Fact]
    public async Task Nothing_is_told_of_a_backend_that_does_not_exist()
    {
        using var response = await fixture.Http.AdminGetAsync("backends/none-such", Cancellation);

        await response.ProblemAsync(404, Cancellation);
    }

    /// <summary>Counts come in beside the path of the calls, a moment later.</summary>
    private async Task<JsonElement> CountsAsync(int attempts)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            using var response = await fixture.Http.AdminGetAsync("backends/counted", Cancellation);
            var usage = (await response.JsonAsync(Cancellation)).GetProperty("usage");
            if (usage.GetProperty("attempts").GetInt64() >= attempts)
            {
                return usage;
            }

            await timer.WaitForNextTickAsync(Cancellation);
        }
    }
}
