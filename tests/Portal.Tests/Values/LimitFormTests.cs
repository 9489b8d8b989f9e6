using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Limits;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class LimitFormTests
{
    [Fact]
    public void A_limit_comes_back_as_it_was_with_what_the_editor_does_not_show()
    {
        var limit = """{"onUnavailable":"refuse","tokensPerMinute":1000,"tokenQuota":5,"tokenQuotaPeriod":"Daily","counterKey":"alias\u002Bheader:x-team"}""";
        var form = Assert.Single(LimitForm.Read(JsonNode.Parse($$"""{"limits":[{{limit}}]}""")));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(limit), form.ToJson()), form.ToJson().ToJsonString());
        Assert.Null(form.Mistake);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("1.5", false)]
    [InlineData("many", false)]
    [InlineData("60", true)]
    public void Only_a_whole_number_is_a_limit(string typed, bool isFine) => Assert.Equal(isFine, new LimitForm { RequestsPerMinute = typed }.Mistake is null);
}
