using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>The whole configuration as one document.</summary>
public sealed class ConfigTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task What_was_exported_and_sent_back_changes_nothing()
    {
        var (document, tag) = await ExportAsync();

        var plan = await fixture.Http.AdminAsync("POST", "config/plan", Cancellation, document.ToJsonString()).DoneAsync(Cancellation);
        var done = await fixture.Http.AdminPutAsync("config", document.ToJsonString(), Cancellation, ifMatch: tag).DoneAsync(Cancellation);

        Assert.Empty(plan.GetProperty("changes").EnumerateArray());
        Assert.Equal(EpochOf(tag), done.GetProperty("epoch").GetInt64());
        Assert.DoesNotContain("sk-provider-key", document.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_says_what_would_change_and_changes_nothing_and_an_application_does_it_in_one_epoch()
    {
        var (document, tag) = await ExportAsync();
        document["backends"]!["two"]!["model"] = "gpt-4o-planned";
        document["backends"]!["two"]!["credentials"]!["header"]!["value"] = "sk-planned-secret";
        document["backends"]!["extra"] = new JsonObject { ["format"] = "echo" };
        document["apis"]!["llm"]!["aliases"]!["extra"] = JsonSerializer.SerializeToNode(Documents.Targets("extra"));
        document["apis"]!["llm"]!["aliases"]!.AsObject().Remove("moving");
        var text = document.ToJsonString();

        using var response = await fixture.Http.AdminAsync("POST", "config/plan", Cancellation, text);
        var planned = await response.Content.ReadAsStringAsync(Cancellation);
        var changes = JsonElement.Parse(planned).GetProperty("changes").EnumerateArray().ToList();

        Assert.Equal(
            ["create backends/extra", "update backends/two", "create apis/llm/aliases/extra", "delete apis/llm/aliases/moving"],
            changes.Select(change => $"{change.GetProperty("action")} {change.GetProperty("object")}"));
        Assert.Equal(["credentials.header.value", "model"], changes[1].GetProperty("differences").EnumerateArray().Select(difference => difference.GetProperty("path").GetString()));
        Assert.DoesNotContain("sk-planned-secret", planned, StringComparison.Ordinal);
        Assert.Equal(tag, await fixture.Http.TagAsync("config", Cancellation));

        using var blind = await fixture.Http.AdminPutAsync("config", text, Cancellation);
        await blind.ProblemAsync(428, Cancellation);
        using var stale = await fixture.Http.AdminPutAsync("config", text, Cancellation, ifMatch: "\"0\"");
        await stale.ProblemAsync(412, Cancellation);
        var done = await fixture.Http.AdminPutAsync("config", text, Cancellation, ifMatch: tag).DoneAsync(Cancellation);

        Assert.Equal(EpochOf(tag) + 1, done.GetProperty("epoch").GetInt64());
        using var answer = await fixture.Http.SayAsync("extra", "hello", Cancellation);
        Assert.True(answer.IsSuccessStatusCode);
        using var gone = await fixture.Http.SayAsync("moving", "hello", Cancellation);
        await ApiError.OfAsync(gone, 404, Cancellation);
        var versions = await fixture.Http.AdminGetAsync("apis/llm/aliases/extra/versions", Cancellation).DoneAsync(Cancellation);
        Assert.Equal("admin-key", versions.GetProperty("items")[0].GetProperty("by").GetString());
    }

    [Fact]
    public async Task A_document_with_mistakes_is_refused_with_all_of_them_and_changes_nothing()
    {
        var (document, tag) = await ExportAsync();
        document["backends"]!["two"]!["modell"] = "x";
        document["products"]!["all"]!["apis"]!["nowhere"] = new JsonArray("*");

        foreach (var (method, path) in (ValueTuple<string, string>[])[("POST", "config/plan"), ("PUT", "config")])
        {
            using var response = await fixture.Http.AdminAsync(method, path, Cancellation, document.ToJsonString(), ifMatch: tag);
            var errors = (await response.ProblemAsync(400, Cancellation)).GetProperty("errors").EnumerateObject().Select(error => error.Name);
            Assert.Equal(["backends.two.modell", "products.all.apis.nowhere"], errors.Order());
        }

        Assert.Equal(tag, await fixture.Http.TagAsync("config", Cancellation));
    }

    /// <summary>Behind the epoch of the catalog, the tag has what the subscriptions have come to.</summary>
    private static long EpochOf(string tag) => long.Parse(tag.Trim('"').Split('.')[0], null);

    private async Task<(JsonNode Document, string Tag)> ExportAsync()
    {
        using var response = await fixture.Http.AdminGetAsync("config", Cancellation);
        return (JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!, response.Headers.ETag!.Tag);
    }
}
