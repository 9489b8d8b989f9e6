using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

public sealed class HistoryTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Every_version_says_who_when_why_and_what()
    {
        await PutAsync("past", new { targets = new[] { new { backend = "one", weight = 90 } } }, "a first try");
        await PutAsync("past", new { targets = new[] { new { backend = "one", weight = 10 } } }, "less of it");

        var items = (await fixture.Http.AdminGetAsync("apis/llm/aliases/past/versions", Cancellation).DoneAsync(Cancellation)).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal([2, 1], items.Select(item => item.GetProperty("version").GetInt32()));
        Assert.Equal(["less of it", "a first try"], items.Select(item => item.GetProperty("why").GetString()));
        Assert.All(items, item => Assert.Equal("admin-key", item.GetProperty("by").GetString()));
        Assert.All(items, item => Assert.True(item.TryGetProperty("at", out _)));
        var difference = Assert.Single(items[0].GetProperty("differences").EnumerateArray());
        Assert.Equal(("targets[0].weight", 90, 10), (difference.GetProperty("path").GetString(), difference.GetProperty("before").GetInt32(), difference.GetProperty("after").GetInt32()));
    }

    [Fact]
    public async Task A_rollback_is_a_new_version_with_old_content()
    {
        await PutAsync("back", Documents.Targets("one"), null);
        await PutAsync("back", Documents.Targets("two"), null);
        using var blind = await fixture.Http.AdminAsync("POST", "apis/llm/aliases/back/rollback", Cancellation, new { version = 1 });
        await blind.ProblemAsync(428, Cancellation);
        using var lost = await fixture.Http.AdminAsync("POST", "apis/llm/aliases/back/rollback", Cancellation, new { version = 7 }, ifMatch: "\"2\"");
        await lost.ProblemAsync(404, Cancellation);
        using var unknown = await fixture.Http.AdminAsync("POST", "apis/llm/aliases/back/rollback", Cancellation, """{ "version": 1, "force": true }""", ifMatch: "\"2\"");
        await unknown.ProblemAsync(400, Cancellation);

        var done = await fixture.Http.AdminAsync("POST", "apis/llm/aliases/back/rollback?reason=worse", Cancellation, new { version = 1 }, ifMatch: "\"2\"").DoneAsync(Cancellation);

        Assert.Equal(3, done.GetProperty("version").GetInt32());
        using var answer = await fixture.Http.SayAsync("back", "hello", Cancellation);
        Assert.Equal("gpt-4o-one", Assert.Single(fixture.AttemptsOf(answer)).Request.Model);
        var third = await fixture.Http.AdminGetAsync("apis/llm/aliases/back/versions/3?against=1", Cancellation).DoneAsync(Cancellation);
        Assert.Equal((1, "worse", 0), (third.GetProperty("restoredFrom").GetInt32(), third.GetProperty("why").GetString(), third.GetProperty("differences").GetArrayLength()));
        Assert.Equal("one", third.GetProperty("definition").GetProperty("targets")[0].GetProperty("backend").GetString());
    }

    [Fact]
    public async Task Only_the_last_fifty_versions_are_kept()
    {
        for (var at = 0; at < 55; at++)
        {
            await PutAsync("busy", Documents.Targets(at % 2 == 0 ? "one" : "two"), null);
        }

        var items = (await fixture.Http.AdminGetAsync("apis/llm/aliases/busy/versions", Cancellation).DoneAsync(Cancellation)).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(Enumerable.Range(6, 50).Reverse(), items.Select(item => item.GetProperty("version").GetInt32()));
        using var old = await fixture.Http.AdminGetAsync("apis/llm/aliases/busy/versions/5", Cancellation);
        await old.ProblemAsync(404, Cancellation);
    }

    /// <summary>Whatever an alias is called, its path and those of other aliases' pasts are two things.</summary>
    [Theory]
    [InlineData("gpt/versions")]
    [InlineData("gpt/versions/1")]
    [InlineData("gpt/rollback")]
    [InlineData("versions")]
    [InlineData("a/b/versions")]
    public async Task No_name_of_an_alias_is_mistaken_for_something_else(string name)
    {
        var encoded = name.Replace("/", "%2F", StringComparison.Ordinal);
        await PutAsync(encoded, Documents.Targets("two"), null);

        var alias = await fixture.Http.AdminGetAsync($"apis/llm/aliases/{encoded}", Cancellation).DoneAsync(Cancellation);
        var past = await fixture.Http.AdminGetAsync($"apis/llm/aliases/{encoded}/versions", Cancellation).DoneAsync(Cancellation);
        var gpt = await fixture.Http.AdminGetAsync("apis/llm/aliases/gpt", Cancellation).DoneAsync(Cancellation);

        Assert.Equal("two", alias.GetProperty("targets")[0].GetProperty("backend").GetString());
        Assert.Single(past.GetProperty("items").EnumerateArray());
        Assert.Equal("one", gpt.GetProperty("targets")[0].GetProperty("backend").GetString());
        await fixture.Http.AdminAsync("DELETE", $"apis/llm/aliases/{encoded}", Cancellation, ifMatch: await fixture.Http.TagAsync($"apis/llm/aliases/{encoded}", Cancellation)).DoneAsync(Cancellation);
    }

    [Theory]
    [InlineData("gpt/versions")]
    [InlineData("gpt/versions/1")]
    [InlineData("gpt/rollout/x")]
    [InlineData("gpt/Rollback/x")]
    public async Task Nothing_is_written_where_the_past_of_an_alias_is(string path)
    {
        using var response = await fixture.Http.AdminPutAsync($"apis/llm/aliases/{path}", Documents.Targets("two"), Cancellation, ifNoneMatch: "*");

        await response.ProblemAsync(405, Cancellation);
    }

    [Fact]
    public async Task An_alias_that_a_product_names_is_not_deleted()
    {
        await PutAsync("named", Documents.Targets("one"), null);
        await fixture.Http.AdminPutAsync("products/naming", """{ "apis": { "llm": ["named"] } }""", Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);

        using var response = await fixture.Http.AdminAsync("DELETE", "apis/llm/aliases/named", Cancellation, ifMatch: "\"1\"");

        Assert.Equal("products/naming", Assert.Single((await response.ProblemAsync(409, Cancellation)).GetProperty("referrers").EnumerateArray()).GetString());
    }

    private async Task PutAsync(string alias, object body, string? reason)
    {
        var path = $"apis/llm/aliases/{alias}";
        using var found = await fixture.Http.AdminGetAsync(path, Cancellation);
        await fixture.Http.AdminPutAsync(reason is null ? path : $"{path}?reason={Uri.EscapeDataString(reason)}", body, Cancellation, ifMatch: found.Headers.ETag?.Tag).DoneAsync(Cancellation);
    }
}
