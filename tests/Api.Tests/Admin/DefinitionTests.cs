using System.Net;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>What holds for definitions of every kind.</summary>
public sealed class DefinitionTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    /// <summary>A kind, a new definition of it, another one, and one with a mistake at a path.</summary>
    public static TheoryData<string, string, string, string, string> Kinds => new()
    {
        { "apis", """{ "path": "/lab/v1" }""", """{ "path": "/lab/v2", "displayName": "Lab" }""", """{ "path": "/lab/v1", "pfad": 1 }""", "pfad" },
        { "backends", """{ "format": "echo" }""", """{ "format": "echo", "model": "m" }""", """{ "format": "echo", "modell": "m" }""", "modell" },
        { "products", """{ "apis": { "llm": ["*"] } }""", """{ "apis": { "llm": ["gpt"] } }""", """{ "apis": { "llm": ["none-such"] } }""", "apis.llm[0]" },
        { "subscriptions", """{ "product": "all" }""", """{ "product": "all", "state": "suspended" }""", """{ "product": "none-such" }""", "product" },
    };

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_definition_is_created_read_changed_and_deleted(string kind, string first, string second, string wrong, string mistake)
    {
        var path = $"{kind}/life";
        using (var created = await fixture.Http.AdminPutAsync(path, first, Cancellation, ifNoneMatch: "*"))
        {
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            Assert.True((await created.JsonAsync(Cancellation)).GetProperty("epoch").GetInt64() > (kind is "subscriptions" ? 0 : 1)); // Subscriptions have owners of their own.
            Assert.Equal(created.Headers.ETag!.Tag, await fixture.Http.TagAsync(path, Cancellation));
        }

        var tag = await fixture.Http.TagAsync(path, Cancellation);
        using var blind = await fixture.Http.AdminPutAsync(path, second, Cancellation);
        await blind.ProblemAsync(428, Cancellation);
        using var twice = await fixture.Http.AdminPutAsync(path, second, Cancellation, ifNoneMatch: "*");
        await twice.ProblemAsync(412, Cancellation);
        using var stale = await fixture.Http.AdminPutAsync(path, second, Cancellation, ifMatch: "\"0\"");
        await stale.ProblemAsync(412, Cancellation);
        using var broken = await fixture.Http.AdminPutAsync(path, wrong, Cancellation, ifMatch: tag);
        Assert.Equal(mistake, Assert.Single((await broken.ProblemAsync(400, Cancellation)).GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal(tag, await fixture.Http.TagAsync(path, Cancellation));

        using (var changed = await fixture.Http.AdminPutAsync(path, second, Cancellation, ifMatch: tag))
        {
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            Assert.NotEqual(tag, changed.Headers.ETag!.Tag);
            tag = changed.Headers.ETag.Tag;
        }

        using var careless = await fixture.Http.AdminAsync("DELETE", path, Cancellation);
        await careless.ProblemAsync(428, Cancellation);
        await fixture.Http.AdminAsync("DELETE", path, Cancellation, ifMatch: tag).DoneAsync(Cancellation);
        using var gone = await fixture.Http.AdminGetAsync(path, Cancellation);
        await gone.ProblemAsync(404, Cancellation);
        using var again = await fixture.Http.AdminAsync("DELETE", path, Cancellation, ifMatch: tag);
        await again.ProblemAsync(412, Cancellation);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_was_read_can_be_sent_back(string kind, string first, string second, string wrong, string mistake)
    {
        Assert.NotEqual(wrong, mistake);
        var path = $"{kind}/round";
        await fixture.Http.AdminPutAsync(path, first, Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        await fixture.Http.AdminPutAsync(path, second, Cancellation, ifMatch: await fixture.Http.TagAsync(path, Cancellation)).DoneAsync(Cancellation);
        var before = await ReadAsync(path);

        await fixture.Http.AdminPutAsync(path, before, Cancellation, ifMatch: await fixture.Http.TagAsync(path, Cancellation)).DoneAsync(Cancellation);

        Assert.Equal(before, await ReadAsync(path));
        await fixture.Http.AdminAsync("DELETE", path, Cancellation, ifMatch: await fixture.Http.TagAsync(path, Cancellation)).DoneAsync(Cancellation);
    }

    [Theory]
    [InlineData("apis/llm", "apis/llm/aliases/gpt", "products/all")]
    [InlineData("backends/one", "apis/llm/aliases/gpt", "apis/llm/aliases/team/chat")]
    [InlineData("products/all", "subscriptions/team-a", "subscriptions/team-a")]
    public async Task What_is_referred_to_is_not_deleted_and_the_referrers_are_named(string path, string one, string other)
    {
        using var response = await fixture.Http.AdminAsync("DELETE", path, Cancellation, ifMatch: await fixture.Http.TagAsync(path, Cancellation));

        var referrers = (await response.ProblemAsync(409, Cancellation)).GetProperty("referrers").EnumerateArray().Select(item => item.GetString()).ToList();
        Assert.Contains(one, referrers);
        Assert.Contains(other, referrers);
        await fixture.Http.TagAsync(path, Cancellation);
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_and_searched()
    {
        var names = new List<string>();
        string? after = null;
        do
        {
            var page = await fixture.Http.AdminGetAsync($"backends?limit=2{(after is null ? "" : $"&after={after}")}", Cancellation).DoneAsync(Cancellation);
            var items = page.GetProperty("items").EnumerateArray().ToList();
            Assert.InRange(items.Count, 1, 2);
            names.AddRange(items.Select(item => item.GetProperty("name").GetString()!));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Superset(new HashSet<string> { "counted", "one", "referenced", "two" }, names.ToHashSet());
        var found = await fixture.Http.AdminGetAsync("apis/llm/aliases?q=CHAT", Cancellation).DoneAsync(Cancellation);
        Assert.Equal("team/chat", Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        using var wrong = await fixture.Http.AdminGetAsync("backends?limit=0", Cancellation);
        await wrong.ProblemAsync(400, Cancellation);
    }

    [Theory]
    [InlineData("apis/other", """{ "path": "/llm/v1/inside" }""", "apis.other.path")]
    [InlineData("apis/other", """{ "path": "/admin/x" }""", "path")]
    [InlineData("apis/other", """{ "path": "/other", "aliases": {} }""", "aliases")]
    [InlineData("subscriptions/other", """{ "product": "all", "keys": ["team-a-key-0123456789"] }""", "keys")]
    [InlineData("backends/not%20a%20name", """{ "format": "echo" }""", "name")]
    public async Task What_does_not_go_together_with_the_rest_is_refused(string path, string body, string mistake)
    {
        using var response = await fixture.Http.AdminPutAsync(path, body, Cancellation, ifNoneMatch: "*");

        Assert.Equal(mistake, Assert.Single((await response.ProblemAsync(400, Cancellation)).GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_new_backend_alias_and_subscription_serve_at_once()
    {
        await fixture.Http.AdminPutAsync("backends/fresh", """{ "format": "echo" }""", Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        await fixture.Http.AdminPutAsync("apis/llm/aliases/fresh", Documents.Targets("fresh"), Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        var created = await fixture.Http.AdminPutAsync("subscriptions/fresh", """{ "product": "all" }""", Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        var key = created.GetProperty("keys").GetProperty("primary").GetString()!;

        using var client = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var answer = await client.SayAsync("fresh", "hello", Cancellation);

        Assert.StartsWith("gw-fresh-", key, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Changes_at_once_all_arrive_each_in_an_epoch_of_its_own()
    {
        var names = Enumerable.Range(0, 8).Select(at => $"crowd-{at}").ToList();

        var answers = await Task.WhenAll(names.Select(name => fixture.Http.AdminPutAsync($"backends/{name}", """{ "format": "echo" }""", Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation)));

        Assert.Equal(names.Count, answers.Select(answer => answer.GetProperty("epoch").GetInt64()).Distinct().Count());
        var list = await fixture.Http.AdminGetAsync("backends?q=crowd-", Cancellation).DoneAsync(Cancellation);
        Assert.Equal(names, list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
    }

    private async Task<string> ReadAsync(string path)
    {
        var found = await fixture.Http.AdminGetAsync(path, Cancellation).DoneAsync(Cancellation);
        return (path.StartsWith("backends", StringComparison.Ordinal) ? found.GetProperty("definition") : found).GetRawText();
    }
}
