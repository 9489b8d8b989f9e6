using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>Names and texts are shown as they are, whatever is in them, and do nothing.</summary>
[Collection(BrowserTests.Name)]
public sealed class HostileNameTests(BrowserFixture fixture)
{
    private const string Hostile = "<img src=x onerror=alert(1)>'\"{{7*7}}</script><script>alert(2)</script>";

    [Fact]
    public async Task They_are_text()
    {
        await fixture.CreateAsync("backends/hostile", new { format = "echo", model = Hostile });
        await fixture.CreateAsync("apis/hostile", new { path = "/hostile/v1", displayName = Hostile });
        await fixture.CreateAsync($"apis/hostile/aliases/a%3Ab%2Fc?reason={Uri.EscapeDataString(Hostile)}", new { targets = new[] { new { backend = "hostile" } } });
        await using var visitor = await fixture.SignInAsync();
        foreach (var (path, shown) in ((string, string)[])
            [("backends", Hostile), ("backends/hostile", Hostile), ("apis", Hostile), ("apis/hostile", Hostile), ("apis/hostile/alias?name=a%3Ab%2Fc", Hostile), ("backends?q=%3Cimg%20src%3Dx%20onerror%3Dalert(3)%3E", "<img src=x onerror=alert(3)>")])
        {
            await visitor.OpenAsync(path);
            await visitor.Page.GetByText(shown).First.WaitForAsync();
            Assert.Equal(0, await visitor.Page.Locator("img[src=x]").CountAsync());
        }

        await visitor.OpenAsync("console?api=llm&alias=echo");
        await visitor.FillAsync("console-key", "demo-key");
        await visitor.FillAsync("console-user", Hostile);
        await visitor.Button("Send").ClickAsync();
        await visitor.Page.Locator("#answer", new() { HasText = Hostile }).WaitForAsync();
        Assert.Equal(0, await visitor.Page.Locator("img[src=x]").CountAsync());
        Assert.Empty(visitor.Trouble);
    }
}
