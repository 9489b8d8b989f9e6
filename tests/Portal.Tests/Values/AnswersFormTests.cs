using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Products;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class AnswersFormTests
{
    [Theory]
    [InlineData("""{"apis":{},"cache":{"ttl":"00:05:00","maxBytes":1048576,"singleFlight":true},"logging":{"prompts":true,"completions":false,"maxBytes":100,"redact":["a+","b"]}}""")]
    [InlineData("""{"apis":{}}""")]
    public void What_is_not_touched_is_written_as_it_was(string product)
    {
        var definition = JsonNode.Parse(product)!.AsObject();

        Assert.True(JsonNode.DeepEquals(definition, new AnswersForm(definition).Into(definition)), new AnswersForm(definition).Into(definition).ToJsonString());
    }

    [Fact]
    public void Logging_of_nothing_is_no_logging()
    {
        var definition = JsonNode.Parse("""{"apis":{},"logging":{"prompts":true}}""")!.AsObject();

        Assert.Null(new AnswersForm(definition) { Prompts = false }.Into(definition)["logging"]);
    }

    [Theory]
    [InlineData("16", true)]
    [InlineData("0.5", true)]
    [InlineData("0", false)]
    [InlineData("many", false)]
    public void Only_a_size_is_a_size(string typed, bool isFine) => Assert.Equal(isFine, new AnswersForm([]) { IsCached = true, MaxMebibytes = typed }.Mistake is null);
}
