using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>What is changed on forms of its own: the labels of metrics and the claims of a subscription, somebody else at the same time included.</summary>
[Collection(BrowserTests.Name)]
public sealed class EditorTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Claims_of_a_subscription_are_changed_and_a_stale_save_says_what_others_did()
    {
        await fixture.CreateAsync("subscriptions/claimed", new { product = "demo" });
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("subscriptions/claimed");
        await visitor.Button("Add a claim").ClickAsync();
        await visitor.Button("Save the claims").ClickAsync();
        await visitor.Page.GetByText("Every claim needs a name and a value").WaitForAsync();
        await visitor.FillAsync("claim-1", "azp");
        await visitor.FillAsync("claim-value-1", "the-application");
        await visitor.Button("Save the claims").ClickAsync();
        await visitor.SavedAsync();
        Assert.Equal("""{"azp":"the-application"}""", (await ReadAsync("subscriptions/claimed"))["claims"]!.ToJsonString());

        await visitor.FillAsync("claim-value-1", "another-application");
        await fixture.ReplaceAsync("subscriptions/claimed", new { product = "demo", expires = "2199-01-01T00:00:00Z", claims = new { azp = "theirs" } });
        await visitor.Button("Save the claims").ClickAsync();
        await visitor.Page.GetByText("Changed by someone else").WaitForAsync();
        // Of the two saves, the page tells of the last one.
        await visitor.Page.GetByText("In force on every silo").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.Button("Apply mine").ClickAsync();
        await visitor.SavedAsync();
        var now = await ReadAsync("subscriptions/claimed");
        Assert.Equal("another-application", (string?)now["claims"]!["azp"]);
        Assert.NotNull(now["expires"]);

        await visitor.Button("Remove claim 1").ClickAsync();
        await visitor.Button("Save the claims").ClickAsync();
        await visitor.Page.Locator("#claim-1").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.Button("Save the claims").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Null((await ReadAsync("subscriptions/claimed"))["claims"]);
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task A_backend_gets_another_url_and_loses_its_key_in_one_write()
    {
        await fixture.CreateAsync("backends/moved", new { format = "openai", url = "https://before.example/v1", credentials = new { header = new { name = "api-key", value = "sk-old" } } });
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("backends/moved");
        await visitor.Button("Edit").ClickAsync();
        await visitor.FillAsync("backend-url", "https://after.example/v1");
        await visitor.SeesAsync("https://after.example/v1/chat/completions");
        await visitor.ChooseAsync("backend-sign-in", "Nothing");
        await visitor.Button("Save").ClickAsync();
        await visitor.Page.Locator("fluent-drawer").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        var stored = (await ReadAsync("backends/moved"))["definition"]!;
        Assert.Equal("https://after.example/v1", (string?)stored["url"]);
        Assert.Null(stored["credentials"]);
        var written = (await ReadAsync("audit?limit=100"))["items"]!.AsArray().Where(record => $"{record!["object"]}".StartsWith("backends/moved", StringComparison.Ordinal)).Select(record => (string?)record!["action"]);
        Assert.All(written, action => Assert.StartsWith("PUT", action, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rollout_that_ends_while_somebody_edits_its_alias_leaves_them_what_they_have_done()
    {
        await fixture.CreateAsync("backends/canary", new { format = "echo" });
        await fixture.CreateAsync("backends/edited-in", new { format = "echo" });
        await fixture.CreateAsync("apis/llm/aliases/rolled", new { targets = new[] { new { backend = "echo" } } });
        await WriteAsync(HttpMethod.Put, "apis/llm/aliases/rolled/rollout", "apis/llm/aliases/rolled", new { backend = "canary", steps = new[] { new { percent = 1 }, new { percent = 100 } } });
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("apis/llm/alias?name=rolled");
        await visitor.SeesAsync("of the calls: step 1 of 2");
        await visitor.ChooseAsync("alias-add", "edited-in");
        await visitor.FillAsync("alias-reason", "two are better");

        await WriteAsync(HttpMethod.Delete, "apis/llm/aliases/rolled/rollout", "apis/llm/aliases/rolled/rollout", null);

        await visitor.SeesAsync("Move the calls to another backend step by step");
        Assert.Contains("edited-in", await visitor.Page.Locator(".target:not(.heads)").Last.InnerTextAsync(), StringComparison.Ordinal);
        await visitor.Button("Save").ClickAsync();
        await visitor.SeesAsync("Changed by someone else");
        await visitor.Button("Apply mine").ClickAsync();
        await visitor.SavedAsync();
        await visitor.SeesAsync("two are better");
        Assert.Equal("edited-in", (string?)(await ReadAsync("apis/llm/aliases/rolled"))["targets"]![1]!["backend"]);

        // Where nothing is typed, the page goes with the rollout.
        await WriteAsync(HttpMethod.Put, "apis/llm/aliases/rolled/rollout", "apis/llm/aliases/rolled", new { backend = "canary", steps = new[] { new { percent = 1 }, new { percent = 100 } } });
        await visitor.SeesAsync("of the calls: step 1 of 2");
        await WriteAsync(HttpMethod.Post, "apis/llm/aliases/rolled/rollout/promote", "apis/llm/aliases/rolled/rollout", null);
        await visitor.Page.Locator(".target:not(.heads) a", new() { HasText = "canary" }).WaitForAsync();
        Assert.Equal(["canary", "edited-in"], await visitor.Page.Locator(".target:not(.heads) a").AllInnerTextsAsync());
    }

    [Fact]
    public async Task A_backend_that_others_changed_meanwhile_is_shown_and_saved_over_or_loaded_again()
    {
        await fixture.CreateAsync("backends/shared", new { format = "echo" });
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("backends/shared");
        await visitor.Button("Edit").ClickAsync();
        await visitor.FillAsync("backend-model", "mine");
        await fixture.ReplaceAsync("backends/shared", new { format = "echo", model = "theirs" });
        await visitor.Button("Save").ClickAsync();
        await visitor.SeesAsync("Changed by someone else");
        await visitor.Button("Reload").ClickAsync();
        await visitor.Page.WaitForFunctionAsync("() => document.getElementById('backend-model')?.value === 'theirs'");

        await visitor.FillAsync("backend-model", "mine");
        await fixture.ReplaceAsync("backends/shared", new { format = "echo", model = "theirs again" });
        await visitor.Button("Save").ClickAsync();
        await visitor.SeesAsync("theirs again");
        await visitor.Button("Apply mine").ClickAsync();
        await visitor.Page.Locator("fluent-drawer").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal("mine", (string?)(await ReadAsync("backends/shared"))["definition"]!["model"]);
    }

    [Fact]
    public async Task An_alias_that_cannot_be_saved_is_told_from_its_backend_that_was()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("backends?add=true");
        await visitor.FillAsync("backend-name", "without-alias");
        await visitor.ChooseAsync("backend-format", "Echo (built in, needs no provider)");
        await visitor.FillAsync("backend-aliases", "no alias");
        await visitor.Button("Save").ClickAsync();
        await visitor.SeesAsync("The backend was saved, the alias was not");
        await visitor.SeesAsync("Model aliases: no alias");
        Assert.Equal(0, await visitor.Page.GetByText("Nothing was changed").CountAsync());

        await visitor.FillAsync("backend-aliases", "an-alias");
        await visitor.Button("Save").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "without-alias", Level = 1 }).WaitForAsync();
        Assert.NotNull(await ReadAsync("apis/llm/aliases/an-alias"));
    }

    [Fact]
    public async Task A_list_of_backends_does_not_show_what_nobody_chose()
    {
        await fixture.CreateAsync("backends/chosen", new { format = "echo" });
        await fixture.CreateAsync("backends/chosen-next", new { format = "echo" });
        await fixture.CreateAsync("apis/llm/aliases/choosing", new { targets = new[] { new { backend = "echo" } } });
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("apis/llm/alias?name=choosing");
        await visitor.ChooseAsync("alias-add", "chosen");
        await visitor.Page.Locator(".target:not(.heads)").Nth(1).WaitForAsync();
        await visitor.Page.WaitForFunctionAsync("() => document.querySelector('#alias-add')?.value === null");
        await visitor.ChooseAsync("alias-add", "chosen-next");
        await visitor.Page.Locator(".target:not(.heads)").Nth(2).WaitForAsync();
    }

    [Fact]
    public async Task What_is_new_says_that_its_name_is_missing_or_taken()
    {
        await fixture.CreateAsync("subscriptions/taken", new { product = "demo" });
        await fixture.CreateAsync("apis/llm/aliases/taken", new { targets = new[] { new { backend = "echo" } } });
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("subscriptions?add=true");
        await visitor.Button("Create").ClickAsync();
        await visitor.SeesAsync("Give it a name.");
        await visitor.FillAsync("subscription-name", "taken");
        await visitor.Button("Create").ClickAsync();
        await visitor.SeesAsync("There is a subscription 'taken' already.");

        await visitor.OpenAsync("apis/llm/alias");
        await visitor.FillAsync("alias-name", "taken");
        await visitor.ChooseAsync("alias-add", "echo");
        await visitor.Button("Save").ClickAsync();
        await visitor.SeesAsync("There is an alias 'taken' already.");

        await visitor.OpenAsync("products/new");
        await visitor.Button("Create").ClickAsync();
        await visitor.SeesAsync("Give it a name.");
        await visitor.FillAsync("product-name", "new");
        await visitor.Button("Create").ClickAsync();
        await visitor.SeesAsync("The portal has this page at that address.");
        await visitor.Page.Locator(".bar a").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [Fact]
    public async Task An_api_that_cannot_be_created_leaves_nothing_behind()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("apis/new");
        await visitor.Button("Next").ClickAsync();
        await visitor.SeesAsync("The display name is missing");
        await visitor.FillAsync("api-display", "New");
        await visitor.Button("Next").ClickAsync();
        await visitor.SeesAsync("The API cannot be called new");
        await visitor.FillAsync("api-display", "Whole or not");
        await visitor.FillAsync("api-path", "whole/v1");
        await visitor.Button("Next").ClickAsync();
        await visitor.SeesAsync("'whole/v1' does not begin with a slash");
        await visitor.FillAsync("api-path", "/whole/v1");
        await visitor.NextAsync("Configure models");
        await visitor.FillAsync("alias-1", "no alias");
        await visitor.ChooseAsync("alias-1-backend", "echo");
        await visitor.Button("Another line").ClickAsync();
        await visitor.FillAsync("alias-2", "second");
        await visitor.Button("Next").ClickAsync();
        await visitor.SeesAsync("Choose a backend for 'second'");
        await visitor.Button("Remove line 2").ClickAsync();
        await visitor.NextAsync("Manage token consumption");
        await visitor.NextAsync("Set up AI content safety");
        await visitor.NextAsync("Review and create");
        await visitor.Button("Create").ClickAsync();
        await visitor.SeesAsync("no alias");
        await visitor.SeesAsync("Nothing was changed");
        var document = await ReadAsync("config");
        Assert.Null(document["apis"]!["whole-or-not"]);
        Assert.Null(document["products"]!["whole-or-not"]);

        foreach (var step in (string[])["Set up AI content safety", "Manage token consumption", "Configure models"])
        {
            await visitor.Button("Previous").ClickAsync();
            await visitor.Page.Locator("[aria-current=step]", new() { HasText = step }).WaitForAsync();
        }

        await visitor.FillAsync("alias-1", "chat");
        await visitor.NextAsync("Manage token consumption");
        await visitor.NextAsync("Set up AI content safety");
        await visitor.NextAsync("Review and create");
        await visitor.Button("Create").ClickAsync();
        await visitor.SeesAsync("Created.");
        await visitor.Page.Locator("[data-key=primary]").WaitForAsync();
        Assert.NotNull((await ReadAsync("config"))["apis"]!["whole-or-not"]!["aliases"]!["chat"]);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    public async Task A_name_that_would_lead_elsewhere_is_no_alias(string name)
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync($"apis/llm/alias?name={name}");

        await visitor.SeesAsync("Nothing has this name");
        Assert.Equal(0, await visitor.Button("Delete").CountAsync());
        Assert.Equal(0, await visitor.Button("Save").CountAsync());
    }

    [Fact]
    public async Task Labels_of_metrics_are_planned_then_applied_over_what_others_did_meanwhile()
    {
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("settings?tab=metrics");
        await visitor.Button("Add a label").ClickAsync();
        await visitor.FillAsync("metric-label-1", "Team");
        await visitor.FillAsync("metric-name-1", "x-team");
        await visitor.FillAsync("metric-values-1", "red\nblue");
        await visitor.Button("Show what changes").ClickAsync();
        await visitor.Page.GetByText("cannot be a label").First.WaitForAsync();
        await visitor.FillAsync("metric-label-1", "team");
        await visitor.Button("Show what changes").ClickAsync();
        await visitor.Page.GetByText("One object changes").WaitForAsync();

        Assert.Empty(await AxeScript.SeriousAsync(visitor.Page));
        await EveryPageTests.PictureAsync(visitor.Page, "metrics-planned", ColorScheme.Light, 1280);
        await visitor.Page.SetViewportSizeAsync(390, 860);
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.True(await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390);
        await EveryPageTests.PictureAsync(visitor.Page, "metrics-planned", ColorScheme.Dark, 390);

        await fixture.CreateAsync("backends/meanwhile", new { format = "echo" });
        await visitor.Button("Apply").ClickAsync();
        await visitor.Page.GetByText("Changed by someone else").WaitForAsync();
        await visitor.Button("Apply mine").ClickAsync();
        await visitor.SavedAsync();
        var document = await ReadAsync("config");
        Assert.Equal("""{"dimensions":{"team":"header:x-team"},"values":{"team":["red","blue"]}}""", document["metrics"]!.ToJsonString());
        Assert.NotNull(document["backends"]!["meanwhile"]);

        await visitor.Button("Remove label 1").ClickAsync();
        await visitor.Button("Show what changes").ClickAsync();
        await visitor.Page.GetByText("One object changes").WaitForAsync();
        await visitor.Button("Apply").ClickAsync();
        await visitor.Page.GetByText("No label of your own").WaitForAsync();
        await visitor.SavedAsync();
        Assert.Null((await ReadAsync("config"))["metrics"]?["dimensions"]);
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task A_document_that_was_planned_is_applied_although_subscriptions_were_changed_before()
    {
        await fixture.CreateAsync("subscriptions/of-the-plan", new { product = "demo" });
        await fixture.ReplaceAsync("subscriptions/of-the-plan", new { product = "demo", expires = "2199-01-01T00:00:00Z" });
        var document = await ReadAsync("config");
        document["backends"]!["of-the-plan"] = new JsonObject { ["format"] = "echo" };
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("settings");
        await visitor.FillAsync("document-text", document.ToJsonString());
        await visitor.Button("Plan").ClickAsync();
        await visitor.Page.GetByText("One object changes").WaitForAsync();
        await visitor.Button("Apply").ClickAsync();
        await visitor.Page.GetByText("Apply the document?").WaitForAsync();
        await visitor.Button("Apply").Last.ClickAsync();
        await visitor.SavedAsync();
        Assert.NotNull((await ReadAsync("config"))["backends"]!["of-the-plan"]);
    }

    /// <param name="of">What the tag is of.</param>
    private async Task WriteAsync(HttpMethod method, string path, string of, object? body)
    {
        using var present = await fixture.Gateway.Admin.GetAsync(new Uri(of, UriKind.Relative), Patience.Token);
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", present.Headers.ETag!.Tag);
        using var response = await fixture.Gateway.Admin.SendAsync(request, Patience.Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Patience.Token));
    }

    private async Task<JsonNode> ReadAsync(string path) => JsonNode.Parse(await fixture.Gateway.Admin.GetStringAsync(new Uri(path, UriKind.Relative), Patience.Token))!;
}
