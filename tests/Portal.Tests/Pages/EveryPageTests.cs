using Microsoft.Playwright;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>What holds for every page: readable by everybody, from this host alone, and back again from its address.</summary>
[Collection(BrowserTests.Name)]
public sealed class EveryPageTests(BrowserFixture fixture)
{
    private static readonly string[] Paths =
    [
        "", "?range=hour", "?range=day", "?range=day&of=calls", "apis", "apis/new", "apis/llm", "apis/llm?tab=consumption", "apis/llm?tab=safety", "apis/llm?tab=settings", "apis/llm?tab=document", "apis/llm/alias?name=echo", "apis/llm/alias",
        "backends", "backends?add=true", "backends/echo", "products", "products/demo", "products/demo?tab=safety", "products/demo?tab=answers", "products/demo?tab=document", "products/new", "products/furnished", "products/furnished?tab=safety", "products/furnished?tab=answers", "backends/furnished", "apis/furnished?tab=consumption", "apis/furnished?tab=safety",
        "subscriptions", "subscriptions?add=true", "subscriptions/furnished", "subscriptions/furnished-by-token", "subscriptions/demo",
        "console", "calls", "usage", "usage?by=subscription,backend", "usage?by=alias,hour&product=furnished", "usage?alias=none", "cluster", "audit", "settings", "settings?tab=metrics", "settings?tab=keys", "settings?tab=sessions", "no/such/page",
    ];

    /// <summary>A folder for a picture of every page, for people to look at.</summary>
    private static string? Pictures => Environment.GetEnvironmentVariable("GATEWAY_PICTURES");

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task No_page_has_a_serious_fault_for_people_with_disabilities_is_wider_than_the_screen_or_asks_another_host(ColorScheme scheme, int width)
    {
        await Furnished.PrepareAsync(fixture);
        await using var visitor = await fixture.SignInAsync(options: new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 860 } });
        var faults = new List<string>();
        foreach (var path in Paths)
        {
            await visitor.OpenAsync(path);
            await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            if (await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
            {
                faults.Add($"/{path}: wider than the screen");
            }

            await PictureAsync(visitor.Page, path.Length == 0 ? "overview" : path, scheme, width);
            faults.AddRange((await AxeScript.SeriousAsync(visitor.Page)).Select(fault => $"/{path}: {fault}"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
        Assert.DoesNotContain(visitor.Trouble, trouble => !trouble.Contains("404", StringComparison.Ordinal));
    }

    internal static async Task PictureAsync(IPage page, string name, ColorScheme scheme, int width)
    {
        if (Pictures is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{Uri.EscapeDataString(name).Replace("%", "_", StringComparison.Ordinal)}-{scheme}-{width}.png"), FullPage = true });
        }
    }

    [Fact]
    public async Task The_sign_in_has_no_serious_fault_either()
    {
        await using var visitor = await Visitor.ComeAsync(fixture.Browser, fixture.Gateway.Url);
        await visitor.Page.GotoAsync($"{fixture.Gateway.Url}/admin/sign-in");

        Assert.Empty(await AxeScript.SeriousAsync(visitor.Page));
        Assert.Empty(visitor.Trouble);
    }
}
