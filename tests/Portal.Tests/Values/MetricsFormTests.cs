using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Settings;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class MetricsFormTests
{
    [Theory]
    [InlineData("""{"backends":{},"metrics":{"dimensions":{"team":"header:x-team","tenant":"claim:tid"},"values":{"team":["red","blue"]},"maxValues":7,"subscriptions":0}}""")]
    [InlineData("""{"backends":{},"metrics":{"subscriptions":5}}""")]
    [InlineData("""{"backends":{}}""")]
    public void What_is_not_touched_is_written_as_it_was(string document)
    {
        var whole = JsonNode.Parse(document)!.AsObject();

        Assert.True(JsonNode.DeepEquals(whole, Form(whole).Into(whole)), Form(whole).Into(whole).ToJsonString());
    }

    [Fact]
    public void Without_labels_and_with_the_usual_bounds_there_is_no_section()
    {
        var whole = JsonNode.Parse("""{"metrics":{"dimensions":{"team":"header:x-team"},"values":{"team":["red"]}}}""")!.AsObject();
        var form = Form(whole);
        form.Dimensions.Clear();

        Assert.Equal("{}", form.Into(whole).ToJsonString());
    }

    [Theory]
    [InlineData("tenant", "tid", true)]
    [InlineData("", "tid", false)]
    [InlineData("tenant", " ", false)]
    [InlineData("team", "tid", false)]
    public void A_label_has_a_name_of_its_own_and_comes_from_something(string label, string name, bool isFine)
    {
        var form = Form(JsonNode.Parse("""{"metrics":{"dimensions":{"team":"header:x-team"}}}""")!.AsObject());
        form.Dimensions.Add(new() { Label = label, Kind = "claim", Name = name });

        Assert.Equal(isFine, form.Mistake is null);
    }

    private static MetricsForm Form(JsonObject document) => new(document["metrics"] as JsonObject);
}
