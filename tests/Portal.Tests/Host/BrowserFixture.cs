using Microsoft.Playwright;

namespace Orleans.Gateway.Portal.Tests.Host;

/// <summary>One Chromium and one gateway with the demo for all tests that look at pages. They run one after the other.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal PortalGateway Gateway { get; private set; } = null!;

    /// <summary>The browser; skips the test where there is none.</summary>
    internal IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(_browser is null, "There is no chromium on the path. Debian: apt-get install chromium fonts-dejavu-core");
            return _browser!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        Gateway = await PortalGateway.StartAsync(null, TestContext.Current.CancellationToken);
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (path is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? default);
        _playwright?.Dispose();
        await Gateway.DisposeAsync();
    }

    /// <summary>Somebody who has signed in with a key, in a browser of their own.</summary>
    internal async Task<Visitor> SignInAsync(string key = PortalGateway.AdminKey, string? url = null, BrowserNewContextOptions? options = null)
    {
        var visitor = await Visitor.ComeAsync(Browser, url ?? Gateway.Url, options);
        await visitor.SignInAsync(key);
        return visitor;
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}
