using System.Text.Json;
using Microsoft.Playwright;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>axe-core, which looks for what keeps people out; skips the test where it is not installed.</summary>
internal static class AxeScript
{
    private const string Relative = "tests/Portal.Tests/node_modules/axe-core/axe.min.js";

    /// <summary>The faults that axe calls serious or critical, each with the first element that has it.</summary>
    public static async Task<IReadOnlyList<string>> SeriousAsync(IPage page)
    {
        var path = Find();
        Assert.SkipWhen(path is null, "axe-core is not there. Run: npm ci --prefix tests/Portal.Tests --ignore-scripts");

        // Through the protocol of the developer tools, which the policy of the page does not bind.
        await page.EvaluateAsync(await File.ReadAllTextAsync(path!));
        var found = await page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary ?? ''}`)");
        return [.. found.EnumerateArray().Select(fault => fault.GetString()!)];
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, Relative) is var path && File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
