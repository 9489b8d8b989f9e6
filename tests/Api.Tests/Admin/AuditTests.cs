using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

public sealed class AuditTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_record_says_who_did_what_to_what_why_and_what_became_of_it()
    {
        await fixture.Http.AdminPutAsync(
            "backends/audited?reason=because", new { format = "openai", url = "https://api.example/v1", credentials = new { header = new { name = "api-key", value = "sk-audited-secret" } } }, Cancellation, ifNoneMatch: "*").DoneAsync(Cancellation);
        using var failed = await fixture.Http.AdminPutAsync("backends/audited", """{ "format": "echo" }""", Cancellation, ifMatch: "\"99\"");

        var records = (await fixture.Http.AdminGetAsync("audit?limit=2", Cancellation).DoneAsync(Cancellation)).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal((412, "backends/audited"), (records[0].GetProperty("status").GetInt32(), records[0].GetProperty("object").GetString()));
        Assert.False(records[0].TryGetProperty("after", out _));
        var written = records[1];
        Assert.Equal(
            ("admin-key", "admin", "PUT backends/{name}", "backends/audited", "because", 201),
            (Text("by"), Text("role"), Text("action"), Text("object"), Text("reason"), written.GetProperty("status").GetInt32()));
        Assert.Contains("127.0.0.1", Text("ip"), StringComparison.Ordinal);
        Assert.True(written.GetProperty("after").GetProperty("credentials").GetProperty("header").GetProperty("value").GetProperty("configured").GetBoolean());
        Assert.DoesNotContain("sk-audited-secret", written.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(written.GetProperty("hash").GetString(), records[0].GetProperty("previous").GetString());

        string? Text(string property) => written.GetProperty(property).GetString();
    }

    [Fact]
    public async Task The_records_of_a_day_hold_on_to_each_other_over_all_pages()
    {
        for (var at = 0; at < 120; at++)
        {
            using var refused = await fixture.Http.AdminAsync("DELETE", "keys/none-such", Cancellation);
        }

        var sequences = new List<long>();
        string? after = null;
        do
        {
            var page = await fixture.Http.AdminGetAsync($"audit?limit=33{(after is null ? "" : $"&after={after}")}", Cancellation).DoneAsync(Cancellation);
            sequences.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sequence").GetInt64()));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);

        var verified = await fixture.Http.AdminGetAsync("audit/verification", Cancellation).DoneAsync(Cancellation);
        Assert.True(sequences.Count >= 120);
        Assert.Equal(Enumerable.Range(1, sequences.Count).Reverse().Select(sequence => (long)sequence), sequences);
        Assert.Equal(sequences.Count, verified.GetProperty("records").GetInt64());
        Assert.False(verified.TryGetProperty("broken", out _));
    }

    [Fact]
    public async Task A_document_is_recorded_by_what_it_changes_and_what_is_too_long_is_cut()
    {
        var document = JsonNode.Parse((await fixture.Http.AdminGetAsync("config", Cancellation).DoneAsync(Cancellation)).GetRawText())!;
        document["backends"]!["two"]!["model"] = "gpt-4o-audited";

        var small = await ApplyAsync(document);

        Assert.False(small.TryGetProperty("before", out _));
        var change = Assert.Single(small.GetProperty("after").GetProperty("changes").EnumerateArray());
        Assert.Equal(("backends/two", "update"), (change.GetProperty("object").GetString(), change.GetProperty("action").GetString()));
        var difference = Assert.Single(change.GetProperty("differences").EnumerateArray());
        Assert.Equal(("model", "gpt-4o-two", "gpt-4o-audited"), (Text("path"), Text("before"), Text("after")));

        for (var at = 0; at < 1_000; at++)
        {
            document["backends"]![$"crowd-{at}"] = new JsonObject { ["format"] = "echo", ["model"] = new string('m', 100) };
        }

        var large = (await ApplyAsync(document)).GetProperty("after");

        Assert.True(large.GetProperty("cut").GetBoolean());
        Assert.True(large.GetProperty("bytes").GetInt64() > 100_000);
        Assert.Contains("backends/crowd-0", large.GetProperty("beginning").GetString(), StringComparison.Ordinal);
        Assert.True(large.GetRawText().Length < 64 * 1024);

        string? Text(string property) => difference.GetProperty(property).GetString();
    }

    private async Task<JsonElement> ApplyAsync(JsonNode document)
    {
        await fixture.Http.AdminPutAsync("config", document.ToJsonString(), Cancellation, ifMatch: await fixture.Http.TagAsync("config", Cancellation)).DoneAsync(Cancellation);
        return (await fixture.Http.AdminGetAsync("audit?limit=1", Cancellation).DoneAsync(Cancellation)).GetProperty("items")[0];
    }
}
