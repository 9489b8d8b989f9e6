using System.Text.Json;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Safety;

namespace Orleans.Gateway.Api.Tests.Safety;

/// <summary>What operators see and do of content safety.</summary>
public sealed class TrialTests(SafetyFixture fixture) : IClassFixture<SafetyFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_sentence_can_be_tried()
    {
        var clean = await TryAsync("products/four", "vilehate3").DoneAsync(Cancellation);
        Assert.Equal("clean", clean.GetProperty("verdict").GetString());
        Assert.Equal("""{"hate":2,"violence":0}""", clean.GetProperty("categories").GetRawText());
        Assert.Equal("""{"hate":4,"violence":2}""", clean.GetProperty("thresholds").GetRawText());

        var blocked = await TryAsync("apis/strict", "vilesexual5").DoneAsync(Cancellation);
        Assert.Equal(("blocked", "sexual"), (blocked.GetProperty("verdict").GetString(), blocked.GetProperty("blockedBy").GetString()));

        var attack = await TryAsync("products/shield", ContentSafetyService.Attack).DoneAsync(Cancellation);
        Assert.Equal("promptAttack", attack.GetProperty("blockedBy").GetString());

        var unknown = await TryAsync("products/wrong-key", "hello").DoneAsync(Cancellation);
        Assert.Equal("unknown", unknown.GetProperty("verdict").GetString());

        using var none = await TryAsync("products/plain", "hello");
        await none.ProblemAsync(404, Cancellation);
        using var empty = await TryAsync("products/four", "");
        await empty.ProblemAsync(400, Cancellation);

        var audit = await fixture.Http.AdminGetAsync("audit?limit=100", Cancellation).DoneAsync(Cancellation);
        Assert.Contains("POST products/{name}/content-safety/test", audit.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("vilehate3", audit.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_never_shown_and_stays_where_its_mask_is_written_back()
    {
        using var read = await fixture.Http.AdminGetAsync("products/eight", Cancellation);
        var shown = await read.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain(ContentSafetyService.Key, shown, StringComparison.Ordinal);
        var safety = JsonElement.Parse(shown).GetProperty("contentSafety");
        Assert.True(safety.GetProperty("credentials").GetProperty("header").GetProperty("value").GetProperty("configured").GetBoolean());

        using var export = await fixture.Http.AdminGetAsync("config", Cancellation);
        Assert.DoesNotContain(ContentSafetyService.Key, await export.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        var changed = shown.Replace("\"hate\": 5", "\"hate\": 2", StringComparison.Ordinal).Replace("\"hate\":5", "\"hate\":2", StringComparison.Ordinal);
        Assert.NotEqual(shown, changed);
        using var written = await fixture.Http.AdminPutAsync("products/eight", changed, Cancellation, read.Headers.ETag!.ToString());
        Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync(Cancellation));

        using var blocked = await fixture.SayAsync("eight", "vilehate2");
        Assert.Equal("content_filter", (await ApiError.OfAsync(blocked, 403, Cancellation)).Code);
    }

    private Task<HttpResponseMessage> TryAsync(string owner, string text) => fixture.Http.AdminAsync("POST", $"{owner}/content-safety/test", Cancellation, new { text });
}
