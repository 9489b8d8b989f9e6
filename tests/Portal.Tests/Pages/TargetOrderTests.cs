using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>The order in which backends are called, as people change it: with a mouse, with keys, and with a finger.</summary>
[Collection(BrowserTests.Name)]
public sealed class TargetOrderTests(BrowserFixture fixture) : IAsyncLifetime
{
    private ScriptedProvider _provider = null!;

    public async ValueTask InitializeAsync() =>
        _provider = (await ScriptedProvider.StartAsync(Patience.Token)).On(_ => Behaviour.Of(_ => Reply.Whole(500, Reply.Json, "{}"u8.ToArray())));

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task Targets_are_called_in_the_order_into_which_they_were_dragged()
    {
        await PrepareAsync("dragged");
        Assert.Equal("a b c", await CallAsync("dragged"));
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("apis/llm/alias?name=dragged");
        await DragAsync(visitor.Page, Row(visitor, 2).Locator(".grip"), Row(visitor, 0));
        await SeeAsync(visitor, "c a b");
        await SaveAsync(visitor);
        Assert.Equal("c1 a2 b3", await StoredAsync("dragged"));
        Assert.Equal("c a b", await CallAsync("dragged"));

        // By its name, which is a link, and downwards.
        await DragAsync(visitor.Page, Row(visitor, 0).Locator("a"), Row(visitor, 2));
        await SeeAsync(visitor, "a b c");
        Assert.EndsWith("apis/llm/alias?name=dragged", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Equal(0, await visitor.Page.Locator(".target.over").CountAsync());
        await SaveAsync(visitor);
        Assert.Equal("a1 b2 c3", await StoredAsync("dragged"));
        Assert.Equal("a b c", await CallAsync("dragged"));
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task Keys_do_it_too_and_say_what_they_have_done()
    {
        await PrepareAsync("keyed");
        await using var visitor = await fixture.SignInAsync();
        await visitor.OpenAsync("apis/llm/alias?name=keyed");
        await visitor.Button($"Move {_backends[2]} up").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await SeeAsync(visitor, "a c b");
        await visitor.Page.Locator("[role=status]", new() { HasText = $"{_backends[2]} is number 2 of 3 now, with priority 2." }).WaitForAsync();

        // The button went along with its row, and is still the one that keys press; at the end, too, where it does nothing more.
        await visitor.Page.Keyboard.PressAsync("Enter");
        await SeeAsync(visitor, "c a b");
        await visitor.Page.Locator("[role=status]", new() { HasText = "number 1 of 3 now, with priority 1." }).WaitForAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        Assert.Equal($"Move {_backends[2]} up", await visitor.Page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label')"));
        await visitor.Page.Keyboard.PressAsync("Tab");
        Assert.Equal($"Move {_backends[2]} down", await visitor.Page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label')"));
        await visitor.Page.Keyboard.PressAsync("Enter");
        await SeeAsync(visitor, "a c b");
        await SaveAsync(visitor);
        Assert.Equal("a1 c2 b3", await StoredAsync("keyed"));
        Assert.Equal("a c b", await CallAsync("keyed"));
        Assert.Empty(visitor.Trouble);
    }

    [Fact]
    public async Task A_finger_on_a_small_screen_does_it_with_the_same_buttons()
    {
        await PrepareAsync("tapped");
        await using var visitor = await fixture.SignInAsync(options: new() { HasTouch = true, IsMobile = true, ViewportSize = new() { Width = 390, Height = 860 } });
        await visitor.OpenAsync("apis/llm/alias?name=tapped");
        await visitor.Button($"Move {_backends[0]} down").TapAsync();
        await SeeAsync(visitor, "b a c");
        await SaveAsync(visitor);
        Assert.Equal("b a c", await CallAsync("tapped"));
    }

    [Fact]
    public async Task A_viewer_drags_nothing()
    {
        await PrepareAsync("seen");
        await using var visitor = await fixture.SignInAsync(await fixture.MakeKeyAsync("looks-only", "viewer"));
        await visitor.OpenAsync("apis/llm/alias?name=seen");
        await DragAsync(visitor.Page, Row(visitor, 2).Locator(".grip"), Row(visitor, 0));
        await SeeAsync(visitor, "a b c");
        await visitor.Page.GetByText("Nothing is changed.").WaitForAsync();
    }

    private string[] _backends = [];

    /// <summary>An alias whose three targets fail, so that a call asks one after the other.</summary>
    private async Task PrepareAsync(string alias)
    {
        _backends = [.. "abc".Select(letter => $"{alias}-{letter}")];
        foreach (var backend in _backends)
        {
            await fixture.CreateAsync($"backends/{backend}", new { format = "openai", url = $"{_provider.Url}/v1", model = backend, credentials = new { header = new { name = "Authorization", value = "Bearer sk-1" } } });
        }

        await fixture.CreateAsync($"apis/llm/aliases/{alias}", new { targets = _backends.Select((backend, at) => new { backend, priority = at + 1 }), maxAttempts = 3 });
    }

    private static ILocator Row(Visitor visitor, int at) => visitor.Page.Locator(".target:not(.heads)").Nth(at);

    /// <summary>As a hand does it: the button goes down, the pointer moves in steps, the button goes up. The browser makes a drag of it.</summary>
    private static async Task DragAsync(IPage page, ILocator from, ILocator to)
    {
        await from.HoverAsync();
        await page.Mouse.DownAsync();
        var place = (await to.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(place.X + (place.Width / 3), place.Y + (place.Height / 2), new() { Steps = 8 });
        await page.Mouse.UpAsync();
    }

    private async Task SeeAsync(Visitor visitor, string order) => await visitor.Page.WaitForFunctionAsync(
        "order => [...document.querySelectorAll('.target:not(.heads) a')].map(a => a.textContent).join(' ') === order",
        string.Join(' ', order.Split(' ').Select(letter => _backends[letter[0] - 'a'])));

    private static async Task SaveAsync(Visitor visitor)
    {
        await visitor.Button("Save").ClickAsync();
        await visitor.Page.GetByText("Nothing is changed.").WaitForAsync();
        await visitor.SavedAsync();
    }

    private async Task<string> StoredAsync(string alias)
    {
        var definition = JsonNode.Parse(await fixture.Gateway.Admin.GetStringAsync(new Uri($"apis/llm/aliases/{alias}", UriKind.Relative), Patience.Token))!;
        return string.Join(' ', definition["targets"]!.AsArray().Select(target => $"{((string)target!["backend"]!)[^1]}{target["priority"]}"));
    }

    /// <summary>The targets of the alias in the order in which a call asked them.</summary>
    private async Task<string> CallAsync(string alias)
    {
        var before = _provider.Requests.Count;
        using var http = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "demo-key");
        using var answer = await http.PostAsJsonAsync("/llm/v1/chat/completions", new { model = alias, messages = new[] { new { role = "user", content = "hello" } } }, Patience.Token);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        return string.Join(' ', _provider.Requests.Skip(before).Select(request => request.Model[^1]));
    }
}
