using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.Portal.Tests.Host;
using Patience = Orleans.Gateway.Cluster.Tests.Nodes.Patience;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>Three processes on one store, a browser, and a signal that nobody can catch.</summary>
[Collection(BrowserTests.Name)]
public sealed class KilledNodeTests(BrowserFixture fixture)
{
    /// <summary>How long the owner of something may be missing before another node has it, on a machine that is busy. Milliseconds.</summary>
    private const float Long = 120_000;

    [Fact]
    public async Task A_page_goes_on_while_another_node_is_killed_and_comes_back_when_its_own_is()
    {
        var browser = fixture.Browser;
        await using var cluster = await TestCluster.StartAsync(Patience.Token);
        var nodes = await cluster.StartAsync("All", 3, Patience.Token);
        await using var balancer = new FailoverBalancer(nodes.Select(node => node.Url));
        await using var visitor = await Visitor.ComeAsync(browser, balancer.Url);
        visitor.Context.SetDefaultTimeout(Long);
        var page = visitor.Page;
        await visitor.SignInAsync(TestCluster.AdminKey);
        await visitor.OpenAsync("");
        await page.Locator(".cards .big").First.WaitForAsync();
        await page.EvaluateAsync("document.body.dataset.seen = 'before'");
        await visitor.SeesAsync("3 of 3 silos");

        await nodes[1].Process.KillAsync(Patience.Token);

        // The figures of the page that is open are live.
        using var calls = CancellationTokenSource.CreateLinkedTokenSource(Patience.Token);
        var traffic = CallAsync(nodes[0], calls.Token);
        await page.WaitForFunctionAsync("() => parseFloat(document.querySelector('.cards .big')?.textContent) > 0");
        await calls.CancelAsync();
        await traffic;

        // An alias is edited.
        await page.GetByText("Model APIs").First.ClickAsync();
        await page.Locator("main").GetByText("llm", new() { Exact = true }).ClickAsync();
        await page.Locator("main").GetByText("gpt", new() { Exact = true }).ClickAsync();
        await visitor.ChooseAsync("alias-add", "echo");
        await visitor.FillAsync("alias-reason", "one node less");
        await visitor.Button("Save").ClickAsync();
        await page.Locator(".bar", new() { HasText = "Saved" }).WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.body.dataset.seen === 'before'"));
        Assert.Contains("echo", await AliasAsync(nodes[2]), StringComparison.Ordinal);

        // One alone of three does not evict the two others: the first has to be out before the second goes.
        await Patience.UntilAsync(() => HasEvictedAsync(nodes[2]), Patience.Token);
        await visitor.SeesAsync("2 of 2 silos");

        // The node that has the page is gone: it loads from the one that is left, at the same place, and can be used.
        var address = page.Url;
        await nodes[0].Process.KillAsync(Patience.Token);
        await page.Locator("body:not([data-seen]) main h1").WaitForAsync();
        Assert.Equal(address, page.Url);
        await visitor.SeesAsync("one node less");
        await visitor.Button("Roll back to version 1").ClickAsync();
        await visitor.Button("Roll back").Last.ClickAsync();
        await visitor.SeesAsync("(as 1)");
        Assert.DoesNotContain("echo", await AliasAsync(nodes[2]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_into_the_steps_of_an_api_is_there_on_another_node_and_goes_on_from_there()
    {
        var browser = fixture.Browser;
        await using var cluster = await TestCluster.StartAsync(Patience.Token);
        var nodes = await cluster.StartAsync("All", 3, Patience.Token);
        await using var balancer = new FailoverBalancer(nodes.Select(node => node.Url));
        await using var visitor = await Visitor.ComeAsync(browser, balancer.Url);
        visitor.Context.SetDefaultTimeout(Long);
        var page = visitor.Page;
        await visitor.SignInAsync(TestCluster.AdminKey);
        await visitor.OpenAsync("apis/new");
        await TypeAsync(visitor, "api-display", "Typed once");
        await TypeAsync(visitor, "api-path", "/typed/v1");
        await visitor.NextAsync("Configure models");
        await TypeAsync(visitor, "alias-1", "first");
        await visitor.ChooseAsync("alias-1-backend", "echo");
        await visitor.Button("Another line").ClickAsync();
        await visitor.ChooseAsync("alias-2-backend", "openai");
        await TypeAsync(visitor, "alias-2", "second");
        var address = page.Url;

        // Nobody can say farewell. What had not been sent yet is tried with a pane, in DraftTests.
        await nodes[0].Process.KillAsync(Patience.Token);

        await page.Locator("#draft-restored").WaitForAsync();
        Assert.Equal(address, page.Url);
        await page.Locator("[aria-current=step]", new() { HasText = "Configure models" }).WaitForAsync();
        await page.WaitForFunctionAsync("() => document.getElementById('alias-1')?.value === 'first'");
        await page.WaitForFunctionAsync("() => document.getElementById('alias-2')?.value === 'second'");
        await visitor.NextAsync("Manage token consumption");
        await visitor.NextAsync("Set up AI content safety");
        await visitor.NextAsync("Review and create");
        await visitor.SeesAsync("\"second\"");
        await visitor.Button("Create").ClickAsync();
        await page.Locator("[data-key=primary]").WaitForAsync();
        await page.WaitForFunctionAsync("() => sessionStorage.length === 0");
        using var made = await GetAsync(nodes[2], "apis/typed-once/aliases/second");
        Assert.Equal("openai", (await made.Content.ReadFromJsonAsync<JsonElement>(Patience.Token)).GetProperty("targets")[0].GetProperty("backend").GetString());
    }

    /// <summary>Fills a field and leaves it; waits until the node has heard of it, and has kept it.</summary>
    private static async Task TypeAsync(Visitor visitor, string id, string text)
    {
        const string kept = "() => sessionStorage.getItem('gateway-draft new api') ?? ''";
        var before = await visitor.Page.EvaluateAsync<string>(kept);
        await visitor.FillAsync(id, text);
        await visitor.Page.Keyboard.PressAsync("Tab");
        await visitor.Page.WaitForFunctionAsync($"before => ({kept})() !== before", before);
    }

    private static async Task<bool> HasEvictedAsync(Node node)
    {
        using var answer = await GetAsync(node, "cluster");
        return answer.IsSuccessStatusCode
            && (await answer.Content.ReadFromJsonAsync<JsonElement>(Patience.Token)).GetProperty("silos").EnumerateArray().Count(silo => silo.GetProperty("status").GetString() == "active") == 2;
    }

    private static async Task CallAsync(Node node, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                using var answer = await node.Http.PostAsJsonAsync("/llm/v1/chat/completions", new { model = "echo", messages = new[] { new { role = "user", content = "hello" } } }, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // It was enough.
        }
    }

    private static async Task<string> AliasAsync(Node node)
    {
        using var answer = await GetAsync(node, "apis/llm/aliases/gpt");
        return await answer.Content.ReadAsStringAsync(Patience.Token);
    }

    private static async Task<HttpResponseMessage> GetAsync(Node node, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/admin/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestCluster.AdminKey);
        return await node.Http.SendAsync(request, Patience.Token);
    }
}
