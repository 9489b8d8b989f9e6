using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Api.Tests.Limits;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Caching;

/// <summary>Answers that are given again, to whom, and until when.</summary>
public sealed class CacheTests(CacheFixture fixture) : IClassFixture<CacheFixture>
{
    public static TheoryData<string, bool> Kinds => new() { { "gpt", false }, { "gpt", true }, { "claude", false }, { "claude", true } };

    private static CancellationToken Cancellation => Patience.Token;

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_same_request_gets_the_same_answer_without_a_provider(string alias, bool stream)
    {
        var text = $"the same {alias} {stream}";
        using var first = await fixture.SayAsync("one", text, stream, alias);
        var given = await first.Content.ReadAsStringAsync(Cancellation);
        using var second = await fixture.SayAsync("one", text, stream, alias);

        Assert.Equal(("miss", "hit"), (CacheFixture.WordOf(first), CacheFixture.WordOf(second)));
        Assert.Equal(given, await second.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.Equal(1, fixture.Asked(text));
    }

    [Fact]
    public async Task What_is_said_counts_and_not_how_it_is_written()
    {
        using var first = await fixture.ChatAsync("one", """{"model":"gpt","messages":[{"role":"user","content":"written in two ways"}],"temperature":0.5}""");
        using var same = await fixture.ChatAsync("one", """{ "temperature" : 0.5, "messages": [ {"role":"user","content":"\u0077ritten in two ways"} ], "model": "gpt" }""");
        using var warmer = await fixture.ChatAsync("one", """{"model":"gpt","messages":[{"role":"user","content":"written in two ways"}],"temperature":0.6}""");
        using var stream = await fixture.SayAsync("one", "written in two ways", stream: true);

        Assert.Equal(["miss", "hit", "miss", "miss"], new[] { first, same, warmer, stream }.Select(CacheFixture.WordOf));
    }

    [Fact]
    public async Task Nobody_gets_the_answer_of_another_subscription()
    {
        using var mine = await fixture.SayAsync("one", "between two tenants");
        using var yours = await fixture.SayAsync("two", "between two tenants");

        Assert.Equal(("miss", "miss"), (CacheFixture.WordOf(mine), CacheFixture.WordOf(yours)));
        Assert.Equal(2, fixture.Asked("between two tenants"));
    }

    [Fact]
    public async Task A_product_without_a_cache_keeps_nothing_and_says_nothing()
    {
        using var first = await fixture.SayAsync("plain", "not kept");
        using var second = await fixture.SayAsync("plain", "not kept");

        Assert.Null(CacheFixture.WordOf(second));
        Assert.Equal(2, fixture.Asked("not kept"));
    }

    [Fact]
    public async Task A_client_can_do_without_or_ask_for_a_new_answer()
    {
        using var bypass = await fixture.SayAsync("one", "controlled", cacheControl: "no-store");
        using var first = await fixture.SayAsync("one", "controlled");
        using var still = await fixture.SayAsync("one", "controlled", cacheControl: "max-age=0, No-Store");
        using var anew = await fixture.SayAsync("one", "controlled", cacheControl: "no-cache");
        var given = await anew.Content.ReadAsStringAsync(Cancellation);
        using var last = await fixture.SayAsync("one", "controlled");

        Assert.Equal(["bypass", "miss", "bypass", "miss", "hit"], new[] { bypass, first, still, anew, last }.Select(CacheFixture.WordOf));
        Assert.Equal(given, await last.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(4, fixture.Asked("controlled"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_is_no_complete_answer_is_not_kept(string alias, bool stream)
    {
        var text = $"incomplete {alias} {stream} one two three four five six";
        fixture.Provider.ScriptFor(text, Faults.Status(500), stream ? Behaviour.Sensible.CutAfterEvents(5) : Faults.TruncatedJson());
        for (var call = 0; call < 2; call++)
        {
            using var failed = await fixture.SayAsync("one", text, stream, alias);
            await failed.Content.ReadAsStringAsync(Cancellation);
        }

        using var good = await fixture.SayAsync("one", text, stream, alias);

        Assert.Equal("miss", CacheFixture.WordOf(good));
        Assert.Equal(3, fixture.Asked(text));
    }

    [Fact]
    public async Task An_answer_has_its_time()
    {
        using var first = await fixture.SayAsync("brief", "for a short time");
        await Eventually.HoldsAsync(async () =>
        {
            using var later = await fixture.SayAsync("brief", "for a short time");
            Assert.Equal("miss", CacheFixture.WordOf(later));
        });
    }

    [Fact]
    public async Task What_is_too_large_is_not_kept_and_what_is_old_makes_room()
    {
        var large = string.Join(' ', Enumerable.Range(0, 15_000));
        using var first = await fixture.SayAsync("small", large);
        await first.Content.ReadAsByteArrayAsync(Cancellation);
        using var again = await fixture.SayAsync("small", large);
        Assert.Equal(("miss", "miss"), (CacheFixture.WordOf(first), CacheFixture.WordOf(again)));

        for (var at = 0; at < 5; at++)
        {
            using var filling = await fixture.SayAsync("small", $"number {at} " + string.Join(' ', Enumerable.Range(0, 3_000)));
            await filling.Content.ReadAsByteArrayAsync(Cancellation);
        }

        using var oldest = await fixture.SayAsync("small", "number 0 " + string.Join(' ', Enumerable.Range(0, 3_000)));
        Assert.Equal("miss", CacheFixture.WordOf(oldest));
    }

    [Fact]
    public async Task An_alias_that_is_changed_answers_anew()
    {
        using var before = await fixture.SayAsync("one", "who are you", alias: "moved");
        using var alias = await fixture.Http.AdminGetAsync("apis/llm/aliases/moved", Cancellation);
        using var changed = await fixture.Http.AdminPutAsync(
            "apis/llm/aliases/moved", new { targets = new[] { new { backend = "other" } } }, Cancellation, alias.Headers.ETag!.ToString());
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(Cancellation));

        using var after = await fixture.SayAsync("one", "who are you", alias: "moved");

        Assert.Equal("miss", CacheFixture.WordOf(after));
        Assert.Equal("gpt-4o-other", fixture.Provider.Requests.Last(request => request.Holds("who are you")).Model);
    }

    [Fact]
    public async Task A_hit_costs_a_request_and_no_tokens()
    {
        using var miss = await fixture.SayAsync("limited", "paid once");
        var (requests, tokens) = Left(miss);
        using var hit = await fixture.SayAsync("limited", "paid once");
        using var other = await fixture.SayAsync("limited", "paid once", cacheControl: "no-store");
        var used = (await other.JsonAsync(Cancellation)).GetProperty("usage").GetProperty("total_tokens").GetInt64();

        Assert.Equal("hit", CacheFixture.WordOf(hit));
        Assert.True(Left(hit).Requests < requests);
        Assert.Equal(tokens - used, Left(other).Tokens);
    }

    [Fact]
    public async Task Of_identical_calls_one_asks_and_all_are_answered()
    {
        var gate = new Gate();
        fixture.Provider.ScriptFor("asked by many", Behaviour.Sensible.HeldBeforeHeaders(gate));
        var calls = Enumerable.Range(0, 6).Select(_ => fixture.SayAsync("flight", "asked by many")).ToList();
        await Eventually.TrueAsync(() => Calls.List().Count(call => call.Subscription == "flight") == 6, Cancellation);
        gate.Release();

        var answers = await Task.WhenAll(calls);

        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode));
        Assert.Equal(["hit", "hit", "hit", "hit", "hit", "miss"], answers.Select(CacheFixture.WordOf).Order());
        Assert.Equal(1, fixture.Asked("asked by many"));
    }

    [Fact]
    public async Task Where_the_one_that_asks_fails_or_leaves_the_others_ask_for_themselves()
    {
        var gate = new Gate();
        fixture.Provider.ScriptFor("asked in vain", Faults.Status(500).HeldBeforeHeaders(gate));
        var leader = fixture.SayAsync("flight", "asked in vain");
        await gate.Reached.WaitAsync(Cancellation);
        var follower = fixture.SayAsync("flight", "asked in vain");
        await Eventually.TrueAsync(() => Calls.List().Count(call => call.Subscription == "flight") == 2, Cancellation);
        gate.Release();

        using var failed = await leader;
        using var answered = await follower;

        Assert.Equal(502, (int)failed.StatusCode);
        Assert.True(answered.IsSuccessStatusCode);
        Assert.Equal("miss", CacheFixture.WordOf(answered));
    }

    private ICallsInFlight Calls => fixture.Gateway.Services.GetRequiredService<ICallsInFlight>();

    private static (long Requests, long Tokens) Left(HttpResponseMessage response) =>
        (LimitsFixture.Number(response, "x-ratelimit-remaining-requests"), LimitsFixture.Number(response, "x-ratelimit-remaining-tokens"));
}
