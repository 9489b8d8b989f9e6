using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Relaying;

public sealed class CircuitTests(CircuitFixture fixture) : IClassFixture<CircuitFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("default", "503", 5)]
    [InlineData("three", "500", 3)]
    [InlineData("share", "502", 4)]
    [InlineData("broken", "html", 2)]
    public async Task A_backend_that_fails_is_not_called_any_more(string backend, string fault, int calls)
    {
        fixture.Provider.On($"gpt-4o-{backend}", fault == "html" ? Faults.HtmlPage(200) : Faults.Status(int.Parse(fault, null)));
        for (var call = 0; call < 10; call++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync($"{backend}-or-steady"));
        }

        Assert.Equal(calls, fixture.CallsOf(backend));

        // Alone, it is an error that says when to come again; and nothing is sent.
        using var refused = await fixture.Http.SayAsync(backend, "hello", Cancellation);
        Assert.Equal("no_backend_available", (await ApiError.OfAsync(refused, 503, Cancellation)).Code);
        Assert.InRange(int.Parse(Assert.Single(refused.Headers.GetValues("retry-after")), null), 20, 30);
        Assert.Equal(calls, fixture.CallsOf(backend));
    }

    [Fact]
    public async Task It_comes_back_after_one_probe()
    {
        fixture.Provider.On("gpt-4o-short", Faults.Status(500));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("short-or-steady"));
        Assert.Equal(1, fixture.CallsOf("short"));
        fixture.Provider.On("gpt-4o-short", Behaviour.Sensible);

        await UntilAsync(async () => await StatusAsync("short") is HttpStatusCode.OK);

        Assert.Equal(2, fixture.CallsOf("short"));
    }

    [Fact]
    public async Task A_provider_that_says_when_is_left_alone_until_then()
    {
        fixture.Provider.On("gpt-4o-limited", Faults.RateLimited("42"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("limited-or-steady"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("limited-or-steady"));

        using var alone = await fixture.Http.SayAsync("limited", "hello", Cancellation);

        Assert.Equal("rate_limit_exceeded", (await ApiError.OfAsync(alone, 429, Cancellation)).Code);
        Assert.InRange(int.Parse(Assert.Single(alone.Headers.GetValues("retry-after")), null), 35, 42);
        Assert.Equal(1, fixture.CallsOf("limited"));
    }

    [Fact]
    public async Task It_is_left_alone_no_longer_than_the_longest_trip()
    {
        fixture.Provider.On("gpt-4o-capped", Faults.RateLimited("3600"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("capped-or-steady"));

        using var alone = await fixture.Http.SayAsync("capped", "hello", Cancellation);

        Assert.InRange(int.Parse(Assert.Single(alone.Headers.GetValues("retry-after")), null), 1, 7);
    }

    [Fact]
    public async Task Its_word_can_be_declined()
    {
        fixture.Provider.On("gpt-4o-deaf", Faults.Status(503, headers: ("retry-after", "60")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("deaf-or-steady"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("deaf-or-steady"));

        Assert.Equal(2, fixture.CallsOf("deaf"));
    }

    [Fact]
    public async Task A_circuit_that_is_off_lets_every_call_out()
    {
        var before = fixture.CallsOf("manual");
        fixture.Provider.On("gpt-4o-manual", Faults.RateLimited("60"));
        for (var call = 0; call < 8; call++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync("manual-or-steady"));
        }

        Assert.Equal(before + 8, fixture.CallsOf("manual"));
        fixture.Provider.On("gpt-4o-manual", Behaviour.Sensible);
    }

    [Fact]
    public async Task An_operator_opens_and_gives_back()
    {
        var owner = fixture.Gateway.Grains.GetGrain<IBackendGrain>("manual");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("manual"));

        await owner.SetCircuitAsync(CircuitMode.Open);
        await UntilAsync(async () => await StatusAsync("manual") is HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("manual-or-steady"));

        await owner.SetCircuitAsync(CircuitMode.Auto);
        await UntilAsync(async () => await StatusAsync("manual") is HttpStatusCode.OK);
    }

    [Fact]
    public async Task Health_is_in_the_admin_api_and_has_no_text_of_the_provider()
    {
        fixture.Provider.On("gpt-4o-seen", Faults.Status(503, "a secret of the provider"));
        for (var call = 0; call < 5; call++)
        {
            await StatusAsync("seen");
        }

        var text = "";
        await UntilAsync(async () => (text = await ReadAsync("seen")).Contains("\"phase\": \"open\"", StringComparison.Ordinal) && text.Contains("\"openHere\"", StringComparison.Ordinal));

        var health = System.Text.Json.JsonElement.Parse(text).GetProperty("health");
        Assert.Equal(("failures", "auto", 503), (health.GetProperty("reason").GetString(), health.GetProperty("mode").GetString(), health.GetProperty("lastStatus").GetInt32()));
        Assert.InRange(health.GetProperty("reopensInSeconds").GetDouble(), 10, 30);
        Assert.Single(health.GetProperty("silos").EnumerateArray());
        Assert.DoesNotContain("a secret", text, StringComparison.Ordinal);

        var metrics = await fixture.Http.GetStringAsync("/metrics", Cancellation);
        Assert.Matches("gateway_circuit_state\\{[^}]*gateway_backend=\"seen\"[^}]*\\} 2", metrics);
        Assert.Matches("gateway_circuit_transitions[^{]*\\{[^}]*gateway_backend=\"seen\"[^}]*gateway_circuit_reason=\"failures\"[^}]*\\} [12]", metrics);
    }

    [Fact]
    public async Task Calls_beyond_the_limit_wait_and_beyond_the_queue_are_sent_away()
    {
        var gate = new Gate();
        fixture.Provider.On("gpt-4o-narrow", Behaviour.Sensible.HeldBeforeHeaders(gate));
        var first = StatusAsync("narrow");
        await gate.Reached.WaitAsync(Cancellation);
        var second = StatusAsync("narrow");
        await UntilAsync(() => Task.FromResult(fixture.Gateway.Waiting("narrow") == 1));

        var inFlight = fixture.Gateway.Services.GetRequiredService<ICallsInFlight>().List();
        Assert.Equal([CallPhase.Queued, CallPhase.Waiting], inFlight.Select(call => call.Phase).Order());

        using var third = await fixture.Http.SayAsync("narrow", "hello", Cancellation);
        Assert.Equal("no_backend_available", (await ApiError.OfAsync(third, 503, Cancellation)).Code);
        Assert.Equal("1", Assert.Single(third.Headers.GetValues("retry-after")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("narrow-or-steady")); // who has another target does not wait
        Assert.Equal(1, fixture.CallsOf("narrow"));

        gate.Release();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], await Task.WhenAll(first, second));
        Assert.Equal(2, fixture.CallsOf("narrow"));
    }

    [Fact]
    public async Task A_call_waits_no_longer_than_the_document_says()
    {
        var gate = new Gate();
        fixture.Provider.On("gpt-4o-hasty", Behaviour.Sensible.HeldBeforeHeaders(gate));
        var first = StatusAsync("hasty");
        await gate.Reached.WaitAsync(Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync("hasty"));

        gate.Release();
        Assert.Equal(HttpStatusCode.OK, await first);
    }

    private async Task<HttpStatusCode> StatusAsync(string alias)
    {
        using var response = await fixture.Http.SayAsync(alias, "hello", Cancellation);
        return response.StatusCode;
    }

    private async Task<string> ReadAsync(string backend)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/admin/v1/backends/{backend}");
        request.Headers.Authorization = new("Bearer", RunningGateway.AdminKey);
        using var response = await fixture.Http.SendAsync(request, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task UntilAsync(Func<Task<bool>> so)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await so())
        {
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }
}
