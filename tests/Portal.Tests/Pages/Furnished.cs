using System.Net;
using System.Net.Http.Json;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>One of everything, with every property that a page shows, and calls that were made: empty pages hide what is wrong with full ones.</summary>
internal static class Furnished
{
    private const string Name = "furnished";

    public static async Task PrepareAsync(BrowserFixture fixture)
    {
        using var present = await fixture.Gateway.Admin.GetAsync(new Uri($"subscriptions/{Name}", UriKind.Relative), Patience.Token);
        if (present.StatusCode is HttpStatusCode.OK)
        {
            return;
        }

        var safety = new
        {
            endpoint = "http://127.0.0.1:9",
            credentials = new { header = new { name = "Ocp-Apim-Subscription-Key", value = "a-key-for-tests" } },
            categories = new { hate = 2, violence = 4, sexual = 6 },
            blocklists = new[] { "competitors", "project-names" },
            shieldPrompt = true,
            completions = true,
            onFailure = "allow",
        };
        var limits = new object[]
        {
            new { tokensPerMinute = 20_000, tokenQuota = 5_000_000, tokenQuotaPeriod = "Monthly", counterKey = "subscription" },
            new { spendLimit = 250.5, spendLimitPeriod = "Monthly", counterKey = "product" },
        };
        await fixture.CreateAsync($"backends/{Name}", new { format = "echo", prices = new { input = 2.5, output = 10, cached = 0.25 }, maxConcurrent = 40 });
        await fixture.CreateAsync($"apis/{Name}", new { path = "/furnished/v1", displayName = "Models of the research department", limits, contentSafety = safety });
        await fixture.CreateAsync($"apis/{Name}/aliases/gpt", new { targets = new[] { new { backend = Name } }, maxAttempts = 2, defaults = new { temperature = 0.2 } });
        await fixture.CreateAsync($"products/{Name}", new
        {
            apis = new Dictionary<string, string[]> { [Name] = ["*"], ["llm"] = ["echo"] },
            showRouting = true,
            approval = true,
            limits,
            contentSafety = safety,
            cache = new { ttl = "00:10:00", singleFlight = true },
            logging = new { prompts = true, redact = new[] { @"\b\d{16}\b" } },
        });
        var made = await fixture.CreateAsync($"subscriptions/{Name}", new { product = Name, state = "active", expires = "2199-12-31T00:00:00Z", limits });
        await fixture.CreateAsync($"subscriptions/{Name}-waits", new { product = Name });
        await fixture.CreateAsync($"subscriptions/{Name}-by-token", new { product = Name, state = "active", claims = new { azp = "4c1d0f5e-9f0e-4c2a-8d7b-6f1f3a2b9c10", groups = "research" } });
        using var http = new HttpClient { BaseAddress = new Uri(fixture.Gateway.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", (string)made["keys"]!["primary"]!);
        foreach (var text in (string[])["hello", "!tokens 900", "how are you today, and what is the weather like?"])
        {
            using var answer = await http.PostAsJsonAsync("/furnished/v1/chat/completions", new { model = "gpt", messages = new[] { new { role = "user", content = text } } }, Patience.Token);
            answer.EnsureSuccessStatusCode();
        }
    }
}
