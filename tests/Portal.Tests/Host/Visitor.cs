using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Orleans.Gateway.Portal.Tests.Host;

/// <summary>
/// A browser window of one person. Keeps everything that must not happen: a request to another host, an error in the console, among them what the
/// content security policy stops, and a dialog.
/// </summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _trouble = new();
    private readonly IBrowserContext _context;
    private readonly string _url;

    private Visitor(IBrowserContext context, IPage page, string url) => (_context, Page, _url) = (context, page, url);

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    /// <summary>What happened and must not.</summary>
    public IReadOnlyCollection<string> Trouble => _trouble;

    public static async Task<Visitor> ComeAsync(IBrowser browser, string url, BrowserNewContextOptions? options = null)
    {
        var context = await browser.NewContextAsync(options ?? new());
        // Long enough for a machine that others use too; what never comes fails all the same.
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        var visitor = new Visitor(context, page, url);
        var host = new Uri(url).Authority;
        context.Request += (_, request) => visitor.Look(request.Url, host);
        page.WebSocket += (_, socket) => visitor.Look(socket.Url, host);
        page.Console += (_, message) => visitor.Hear(message);
        page.PageError += (_, error) => visitor._trouble.Enqueue($"error: {error}");
        page.Dialog += (_, dialog) =>
        {
            visitor._trouble.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        return visitor;
    }

    public async Task SignInAsync(string key)
    {
        await Page.GotoAsync($"{_url}/admin");
        await Page.GetByLabel("Admin key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ReadyAsync();
    }

    /// <summary>Opens a page by its address and waits until its circuit has shown something.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync($"{_url}/admin/{path}");
        await ReadyAsync();
    }

    public Task ReadyAsync() => Page.Locator("main h1").First.WaitForAsync();

    /// <summary>Waits until the page says that it has saved. On a machine that stood still for two seconds, a silo confirms with its next renewal only.</summary>
    public async Task SavedAsync()
    {
        try
        {
            await Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Saved" }).First.WaitForAsync();
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{Page.Url} does not say that it has saved, but: {await Page.Locator("body").InnerTextAsync()}");
        }
    }

    /// <summary>Goes to the next step, and waits until it is there: what is clicked while a page changes may have been another button.</summary>
    public async Task NextAsync(string step)
    {
        await Button("Next").ClickAsync();
        await Page.Locator("[aria-current=step]", new() { HasText = step }).WaitForAsync();
    }

    /// <summary>Waits until the page says it; where it never does, tells what it says instead.</summary>
    public async Task SeesAsync(string text)
    {
        try
        {
            await Page.GetByText(text).First.WaitForAsync();
        }
        catch (TimeoutException)
        {
            Assert.Fail($"'{text}' is not on {Page.Url}, but: {await Page.Locator("body").InnerTextAsync()}");
        }
    }

    /// <summary>A button of the page or of the components, whose roles only the browser knows.</summary>
    public ILocator Button(string name) => Page.Locator($":is(fluent-button, button)[aria-label=\"{name}\"], :is(fluent-button, button):not([aria-label]):text-is(\"{name}\")");

    /// <summary>Chooses from a list of the components.</summary>
    public async Task ChooseAsync(string id, string option)
    {
        await Page.Locator($"#{id}").ClickAsync();
        await Page.Locator($"fluent-option:visible:text-is(\"{option}\")").First.ClickAsync();
    }

    public Task FillAsync(string id, string text) => Page.Locator($"#{id}").Locator("input, textarea").First.FillAsync(text);

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Look(string url, string host)
    {
        var uri = new Uri(url);
        if (uri.Scheme is not ("data" or "blob") && uri.Authority != host)
        {
            _trouble.Enqueue($"request: {url}");
        }
    }

    private void Hear(IConsoleMessage message)
    {
        if (message.Type is "error")
        {
            _trouble.Enqueue($"console: {message.Text} {message.Location}");
        }
    }
}
