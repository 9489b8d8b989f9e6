using System.Net;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Admin;

public sealed class RolloutTests(RolloutFixture fixture) : IClassFixture<RolloutFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("bad", "500")]
    [InlineData("picky", "400")] // what no other target would be asked about; the rest takes it
    public async Task A_bad_canary_is_taken_back_by_itself_and_no_client_sees_it(string alias, string fault)
    {
        fixture.Provider.On($"gpt-4o-{alias}-new", Faults.Status(int.Parse(fault, null)));
        await BeginAsync(alias, new { backend = $"{alias}-new", stickiness = "call", steps = new[] { new { percent = 50, minimumSamples = 20 }, new { percent = 100, minimumSamples = 20 } } });

        await UntilOverAsync(alias);

        var history = await HistoryAsync(alias);
        Assert.Equal(("rollout", 3), (history[0].GetProperty("by").GetString(), history[0].GetProperty("version").GetInt32()));
        Assert.StartsWith("taken back at 50 %: too many failures; ", history[0].GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal((50, $"{alias}-new"), (history[1].GetProperty("rollout").GetProperty("percent").GetInt32(), history[1].GetProperty("rollout").GetProperty("backend").GetString()));
        var calls = fixture.CallsOf($"{alias}-new");
        Assert.True(calls >= 20);
        Assert.Equal(HttpStatusCode.OK, (await fixture.Http.SayAsync(alias, "hello", Cancellation)).StatusCode);
        Assert.Equal(calls, fixture.CallsOf($"{alias}-new"));
    }

    [Fact]
    public async Task A_good_canary_gets_its_place()
    {
        await BeginAsync("good", new
        {
            backend = "good-new",
            stickiness = "call",
            steps = new[] { new { percent = 50, minimumSamples = 10, minimumDuration = "00:00:00" }, new { percent = 100, minimumSamples = 10, minimumDuration = "00:00:00" } },
        });

        await UntilOverAsync("good");

        Assert.Equal(["rollout", "rollout", "admin-key"], (await HistoryAsync("good")).Take(3).Select(entry => entry.GetProperty("by").GetString()));
        var now = await fixture.Http.AdminGetAsync("apis/llm/aliases/good", Cancellation).DoneAsync(Cancellation);
        Assert.Equal("good-new", Assert.Single(now.GetProperty("targets").EnumerateArray()).GetProperty("backend").GetString());
        Assert.False(now.TryGetProperty("rollout", out _));
    }

    [Fact]
    public async Task A_user_stays_on_the_side_that_it_is_on()
    {
        async Task<HashSet<int>> OnCanaryAsync(int percent)
        {
            await BeginAsync("sticky", new { backend = "sticky-new", steps = new[] { new { percent }, new { percent = 100 } } });
            var on = new HashSet<int>();
            for (var user = 0; user < 60; user++)
            {
                using var answer = await fixture.Http.ChatAsync(new { model = "sticky", user = $"user-{user}", messages = new[] { new { role = "user", content = "hello" } } }, Cancellation);
                if (Assert.Single(fixture.AttemptsOf(answer)).Request.Model == "gpt-4o-sticky-new")
                {
                    on.Add(user);
                }
            }

            return on;
        }

        var first = await OnCanaryAsync(30);
        Assert.InRange(first.Count, 5, 35);
        // Nothing was changed but the time: the same again.
        for (var user = 0; user < 60; user++)
        {
            using var answer = await fixture.Http.ChatAsync(new { model = "sticky", user = $"user-{user}", messages = new[] { new { role = "user", content = "again" } } }, Cancellation);
            Assert.Equal(first.Contains(user), Assert.Single(fixture.AttemptsOf(answer)).Request.Model == "gpt-4o-sticky-new");
        }
    }

    [Fact]
    public async Task It_is_seen_ended_and_promoted_by_an_operator()
    {
        const string path = "apis/llm/aliases/manual/rollout";
        object body = new { backend = "manual-new", steps = new[] { new { percent = 1 }, new { percent = 100 } } };
        using var blind = await fixture.Http.AdminPutAsync(path, body, Cancellation);
        await blind.ProblemAsync(428, Cancellation);
        using var nothing = await fixture.Http.AdminGetAsync(path, Cancellation);
        await nothing.ProblemAsync(404, Cancellation);
        using var wrong = await fixture.Http.AdminPutAsync(path, new { backend = "nobody", steps = new[] { new { percent = 1 } } }, Cancellation, ifMatch: "\"1\"");
        Assert.Equal(["backend", "steps"], (await wrong.ProblemAsync(400, Cancellation)).GetProperty("errors").EnumerateObject().Select(error => error.Name));
        using var unknown = await fixture.Http.AdminPutAsync(path, """{ "backend": "manual-new", "steps": [], "force": true }""", Cancellation, ifMatch: "\"1\"");
        await unknown.ProblemAsync(400, Cancellation);

        await BeginAsync("manual", body);
        var seen = await fixture.Http.AdminGetAsync(path, Cancellation).DoneAsync(Cancellation);
        Assert.Equal((1, 1, 2, "at 1 %: 0 of 100 calls of the canary"), (seen.GetProperty("percent").GetInt32(), seen.GetProperty("step").GetInt32(), seen.GetProperty("ofSteps").GetInt32(), seen.GetProperty("outlook").GetString()));
        using var inUse = await fixture.Http.AdminAsync("DELETE", "backends/manual-new", Cancellation, ifMatch: await fixture.Http.TagAsync("backends/manual-new", Cancellation));
        await inUse.ProblemAsync(409, Cancellation);

        await fixture.Http.AdminAsync("DELETE", path, Cancellation, ifMatch: await fixture.Http.TagAsync(path, Cancellation)).DoneAsync(Cancellation);
        Assert.Equal("manual-old", await TargetAsync());
        await BeginAsync("manual", body);
        await fixture.Http.AdminAsync("POST", $"{path}/promote", Cancellation, ifMatch: await fixture.Http.TagAsync(path, Cancellation)).DoneAsync(Cancellation);
        Assert.Equal("manual-new", await TargetAsync());

        async Task<string?> TargetAsync() =>
            (await fixture.Http.AdminGetAsync("apis/llm/aliases/manual", Cancellation).DoneAsync(Cancellation)).GetProperty("targets")[0].GetProperty("backend").GetString();
    }

    [Fact]
    public async Task Calls_for_which_the_canary_is_at_its_limit_count_for_neither()
    {
        await BeginAsync("limited", Mostly("limited-new"));

        await AnswerAsync("limited", calls: 20);

        var calls = fixture.CallsOf("limited-new");
        Assert.InRange(calls, 1, 2);
        await OnlyAnsweredAsync("limited-new", calls);
    }

    [Fact]
    public async Task Calls_for_which_as_many_are_out_at_the_canary_as_may_be_count_for_neither()
    {
        var gate = new Gate();
        fixture.Provider.On("gpt-4o-busy-new", Behaviour.Sensible.HeldBeforeHeaders(gate));
        await BeginAsync("busy", Mostly("busy-new"));
        var held = new List<Task<HttpResponseMessage>>();
        do
        {
            held.Add(fixture.Http.SayAsync("busy", "hello", Cancellation));
            await Task.WhenAny(gate.Reached, held[^1]);
        }
        while (!gate.Reached.IsCompleted);

        await AnswerAsync("busy", calls: 20);
        gate.Release();
        foreach (var answer in await Task.WhenAll(held))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            answer.Dispose();
        }

        await OnlyAnsweredAsync("busy-new", calls: 1);
    }

    private static object Mostly(string backend) => new { backend, stickiness = "call", steps = new[] { new { percent = 90, minimumSamples = 1_000 }, new { percent = 100, minimumSamples = 1_000 } } };

    private async Task AnswerAsync(string alias, int calls)
    {
        for (; calls > 0; calls--)
        {
            using var answer = await fixture.Http.SayAsync(alias, "hello", Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    /// <summary>Nothing else is counted of the canary.</summary>
    private Task OnlyAnsweredAsync(string canary, int calls) => Eventually.HoldsAsync(async () =>
    {
        var metrics = await fixture.Http.GetStringAsync("/metrics", Cancellation);
        var line = Assert.Single(metrics.Split('\n'), line => line.StartsWith("gateway_rollout_calls_total{", StringComparison.Ordinal)
            && line.Contains($"gateway_backend=\"{canary}\"", StringComparison.Ordinal) && line.Contains("gateway_rollout_arm=\"canary\"", StringComparison.Ordinal));
        Assert.Contains("gateway_outcome=\"answered\"", line, StringComparison.Ordinal);
        Assert.EndsWith($"}} {calls}", line.TrimEnd(), StringComparison.Ordinal);
    });

    private async Task BeginAsync(string alias, object body) => await fixture.Http.AdminPutAsync(
        $"apis/llm/aliases/{alias}/rollout", body, Cancellation, ifMatch: await fixture.Http.TagAsync($"apis/llm/aliases/{alias}", Cancellation)).DoneAsync(Cancellation);

    /// <summary>Calls until there is no rollout any more; each of them is answered. The owner is asked to look, as the tender does every 10 seconds.</summary>
    private async Task UntilOverAsync(string alias)
    {
        var owner = fixture.Gateway.Grains.GetGrain<IAliasGrain>($"llm/{alias}");
        while (await owner.RolloutAsync() is not null)
        {
            using var answer = await fixture.Http.SayAsync(alias, "hello", Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await owner.TendAsync();
        }
    }

    private async Task<List<System.Text.Json.JsonElement>> HistoryAsync(string alias) =>
        [.. (await fixture.Http.AdminGetAsync($"apis/llm/aliases/{alias}/versions", Cancellation).DoneAsync(Cancellation)).GetProperty("items").EnumerateArray()];
}

/// <summary>Aliases with one target each, and a backend for the canary. A backend is told from the others by its model.</summary>
public sealed class RolloutFixture : GatewayFixture
{
    private static readonly string[] Names = ["bad", "picky", "good", "sticky", "manual", "limited", "busy"];

    private protected override string Document(string providerUrl) => Documents.Of(
        Names.SelectMany(name => new[] { $"{name}-old", $"{name}-new" }).ToDictionary(id => id, id => Documents.OpenAi(providerUrl, $"gpt-4o-{id}", more: MoreOf(id))),
        Names.ToDictionary(name => name, name => Documents.Targets($"{name}-old")));

    private static object? MoreOf(string id) => id switch
    {
        "limited-new" => new { limits = new[] { new { requestsPerMinute = 2 } } },
        "busy-new" => new { maxConcurrent = 1 },
        _ => null,
    };

    internal int CallsOf(string backend) => Provider.Ledger.Entries.Count(entry => entry.Request.Model == $"gpt-4o-{backend}");
}
