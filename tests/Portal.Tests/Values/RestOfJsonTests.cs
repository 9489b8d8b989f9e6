using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Parts;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class RestOfJsonTests
{
    private static readonly string[] Shown = ["url", "model"];

    [Theory]
    [InlineData("""{ "betas": ["x"] }""", """{"url":"u","betas":["x"]}""")]
    [InlineData("", """{"url":"u"}""")]
    public void What_has_fields_stays_and_the_rest_is_what_was_typed(string typed, string merged)
    {
        var before = JsonNode.Parse("""{"url":"u","timeouts":{"total":"00:01:00"}}""")!.AsObject();
        var rest = new RestOfJson(before, Shown) { Text = typed };

        Assert.Null(rest.Mistake);
        Assert.Equal(merged, rest.Merge(before).ToJsonString());
    }

    [Fact]
    public void It_shows_what_has_no_field() => Assert.DoesNotContain("url", new RestOfJson(JsonNode.Parse("""{"url":"u","betas":[]}""")!.AsObject(), Shown).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"url":"u"}""")]
    public void What_cannot_be_merged_is_a_mistake(string typed) => Assert.NotNull(new RestOfJson(null, Shown) { Text = typed }.Mistake);
}
