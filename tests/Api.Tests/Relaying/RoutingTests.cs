using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Relaying;

public sealed class RoutingTests(RoutingFixture fixture) : IClassFixture<RoutingFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Latency_keeps_away_from_a_backend_that_is_still_at_work()
    {
        var gate = new Gate();
        fixture.Provider.Script(Behaviour.Sensible.HeldBeforeHeaders(gate));
        var slow = fixture.Http.SayAsync("latency", "slow", Cancellation);
        await gate.Reached.WaitAsync(Cancellation);
        var busy = fixture.Provider.Requests[^1].Model;

        var others = new List<string>();
        for (var call = 0; call < 12; call++)
        {
            using var response = await fixture.Http.SayAsync("latency", "fast", Cancellation);
            others.Add(fixture.AskedOf(response));
        }

        gate.Release();
        using var last = await slow;
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
        Assert.Equal(busy == "gpt-4o-1" ? "2" : "1", Assert.Single(others.Distinct()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_error_says_what_an_answer_says(bool stream)
    {
        fixture.Provider.Script(Faults.Status(500), Faults.Status(500));

        using var response = await fixture.Http.SayAsync("two", "hello", Cancellation, stream);

        await ApiError.OfAsync(response, 502, Cancellation);
        Assert.Equal(("b2", "2"), (One(response, "x-gateway-backend"), One(response, "x-gateway-attempts")));
        Assert.InRange(int.Parse(One(response, "x-gateway-epoch"), System.Globalization.CultureInfo.InvariantCulture), 1, int.MaxValue);
        Assert.InRange(int.Parse(One(response, "openai-processing-ms"), System.Globalization.CultureInfo.InvariantCulture), 0, 60_000);
        var (id, provider) = (One(response, "x-request-id"), One(response, "x-gateway-upstream-request-id"));
        Assert.StartsWith("req_", provider, StringComparison.Ordinal);
        Assert.Contains(fixture.Gateway.Log.All, line => line.Contains($"{id}: attempt 1 at backend b1 failed: ServerError, provider status 500, provider request req_", StringComparison.Ordinal));
        Assert.Contains(fixture.Gateway.Log.All, line => line.Contains($"{id}: attempt 2 at backend b2 failed: ServerError, provider status 500, provider request {provider}.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_error_of_a_call_that_came_to_no_backend_names_none()
    {
        using var unknown = await fixture.Http.SayAsync("no-such-alias", "hello", Cancellation);
        using var unseen = await SayAsOtherAsync("no-such-alias");

        await ApiError.OfAsync(unknown, 404, Cancellation);
        Assert.Equal("0", One(unknown, "x-gateway-attempts"));
        Assert.True(unknown.Headers.Contains("x-gateway-epoch"));
        Assert.False(unknown.Headers.Contains("x-gateway-backend"));
        await ApiError.OfAsync(unseen, 404, Cancellation);
        Assert.False(unseen.Headers.Contains("x-gateway-epoch"));
    }

    private static string One(HttpResponseMessage response, string header) => Assert.Single(response.Headers.GetValues(header));

    private Task<HttpResponseMessage> SayAsOtherAsync(string alias)
    {
        var request = ChatCalls.Request(new { model = alias, messages = new[] { new { role = "user", content = "hello" } } });
        request.Headers.Authorization = new("Bearer", RoutingFixture.OtherKey);
        return fixture.Http.SendAsync(request, Cancellation);
    }

    [Fact]
    public async Task Round_robin_takes_one_after_the_other()
    {
        var asked = "";
        for (var call = 0; call < 9; call++)
        {
            using var response = await fixture.Http.SayAsync("turns", "hello", Cancellation);
            asked += fixture.AskedOf(response);
        }

        Assert.Equal("123123123", asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Affinity_keeps_a_conversation_on_one_backend_and_spreads_the_conversations(bool named)
    {
        var homes = new HashSet<string>();
        for (var conversation = 0; conversation < 24; conversation++)
        {
            var asked = new HashSet<string>();
            for (var turn = 1; turn <= 4; turn++)
            {
                using var response = await fixture.Http.ChatAsync(Turn(conversation, turn, named), Cancellation);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                asked.Add(fixture.AskedOf(response));
            }

            homes.Add(Assert.Single(asked));
        }

        Assert.Equal(["1", "2", "3", "4"], homes.Order());
    }

    [Fact]
    public async Task A_conversation_whose_backend_fails_goes_to_the_same_other_one_each_time()
    {
        var asked = new HashSet<string>();
        for (var turn = 1; turn <= 4; turn++)
        {
            fixture.Provider.Script(Faults.Status(500));
            using var response = await fixture.Http.ChatAsync(Turn(7, turn, named: false), Cancellation);
            asked.Add(fixture.AskedOf(response));
        }

        Assert.Equal(2, Assert.Single(asked).Split(' ').Distinct().Count());
    }

    [Theory]
    [InlineData("one-attempt", "1")]
    [InlineData("default-attempts", "1 2 3")]
    [InlineData("five-attempts", "1 2 3 4 5")]
    public async Task A_call_takes_as_many_attempts_as_its_alias_allows(string alias, string asked)
    {
        fixture.Provider.Script([.. asked.Split(' ').Select(_ => Faults.Status(500))]);

        using var response = await fixture.Http.SayAsync(alias, "hello", Cancellation);

        await ApiError.OfAsync(response, 502, Cancellation);
        Assert.Equal(asked, fixture.AskedOf(response));
    }

    [Fact]
    public async Task What_is_too_long_for_one_context_window_goes_to_a_larger_one_only()
    {
        fixture.Provider.Script(TooLong());

        using var response = await fixture.Http.SayAsync("windows", "hello", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("small claude-sonnet-4-5", fixture.AskedOf(response));
    }

    [Fact]
    public async Task What_is_too_long_for_all_is_the_clients_error()
    {
        fixture.Provider.Script(TooLong());

        using var response = await fixture.Http.SayAsync("two", "hello", Cancellation);

        Assert.Equal("context_length_exceeded", (await ApiError.OfAsync(response, 400, Cancellation)).Code);
        Assert.Equal("1", fixture.AskedOf(response));
    }

    [Theory]
    [InlineData("500", 200, "1 1")]
    [InlineData("529", 200, "1 1")]
    [InlineData("closed", 200, "1 1")]
    [InlineData("504", 504, "1")]
    [InlineData("400", 400, "1")]
    [InlineData("429", 429, "1")]          // asks for 5 seconds
    [InlineData("500 no retry", 502, "1")]
    [InlineData("504 retry", 200, "1 1")]
    public async Task An_only_backend_is_asked_once_more_for_what_passes(string failure, int status, string asked)
    {
        fixture.Provider.Script(failure switch
        {
            "closed" => Faults.ClosesBeforeHeaders(),
            "429" => Faults.RateLimited("5"),
            "500 no retry" => Faults.Status(500, headers: ("x-should-retry", "false")),
            "504 retry" => Faults.Status(504, headers: ("x-should-retry", "true")),
            _ => Faults.Status(int.Parse(failure, null)),
        });

        using var response = await fixture.Http.SayAsync("one", "hello", Cancellation);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(asked, fixture.AskedOf(response));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_says_how_it_was_routed_where_the_product_allows_it(bool stream)
    {
        fixture.Provider.Script(Faults.Status(500));

        using var response = await fixture.Http.SayAsync("two", "hello", Cancellation, stream);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["b2"], response.Headers.GetValues("x-gateway-backend"));
        Assert.Equal(["2"], response.Headers.GetValues("x-gateway-attempts"));
        Assert.Equal(["1"], response.Headers.GetValues("x-gateway-epoch"));
    }

    [Fact]
    public async Task An_answer_says_nothing_of_its_routing_otherwise()
    {
        using var request = ChatCalls.Request(new { model = "two", messages = new[] { new { role = "user", content = "hello" } } });
        request.Headers.Authorization = new("Bearer", RoutingFixture.OtherKey);

        using var response = await fixture.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key is "x-gateway-backend" or "x-gateway-attempts" or "x-gateway-epoch");
    }

    [Fact]
    public async Task When_everything_fails_at_once_providers_get_little_more_than_what_clients_sent()
    {
        const int Calls = 60;
        var (arrived, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var gate = new Gate();

        // All first attempts fail in the same moment, and the others take long enough to meet each other.
        fixture.Provider.On(_ =>
        {
            var at = Interlocked.Increment(ref arrived);
            if (at == Calls)
            {
                all.TrySetResult();
            }

            return at <= Calls ? Faults.Status(500).HeldBeforeHeaders(gate) : Faults.Status(500).Delayed(beforeHeaders: TimeSpan.FromSeconds(2));
        });
        try
        {
            var calls = Enumerable.Range(0, Calls).Select(call => fixture.Http.SayAsync(call % 2 == 0 ? "default-attempts" : "two", "hello", Cancellation)).ToArray();
            await all.Task.WaitAsync(Cancellation);
            gate.Release();
            var responses = await Task.WhenAll(calls);

            Assert.All(responses, response => Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode));
            Array.ForEach(responses, response => response.Dispose());
            Assert.InRange(arrived, Calls + 3, (Calls * 1.2) + 3);
            Assert.Contains("gateway_retries_refused_total", await fixture.Http.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
        }
        finally
        {
            fixture.Provider.On(_ => Behaviour.Sensible);
        }
    }

    private static Behaviour TooLong() => Faults.Status(400, "This model's maximum context length is 8000 tokens. However, your messages resulted in 9000 tokens.", "context_length_exceeded");

    private static Dictionary<string, object> Turn(int conversation, int turn, bool named)
    {
        List<object> messages = [new { role = "system", content = "Be brief." }, new { role = "user", content = named ? $"turn {turn}" : $"conversation {conversation}" }];
        for (var past = 1; past < turn; past++)
        {
            messages.AddRange([new { role = "assistant", content = "Yes." }, new { role = "user", content = $"More, {past}." }]);
        }

        var body = new Dictionary<string, object> { ["model"] = "sticky", ["messages"] = messages };
        if (named)
        {
            body["prompt_cache_key"] = $"conversation {conversation}";
        }

        return body;
    }
}
