using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Subscriptions;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class ClaimsFormTests
{
    [Theory]
    [InlineData("""{"product":"p","claims":{"azp":"app","groups":"g"}}""")]
    [InlineData("""{"product":"p"}""")]
    public void What_is_not_touched_is_written_as_it_was(string subscription)
    {
        var definition = JsonNode.Parse(subscription)!.AsObject();

        Assert.True(JsonNode.DeepEquals(definition, new ClaimsForm(definition).Into(definition)));
    }

    [Fact]
    public void Without_a_claim_there_is_no_property()
    {
        var definition = JsonNode.Parse("""{"product":"p","claims":{"azp":"app"}}""")!.AsObject();
        var form = new ClaimsForm(definition);
        form.Claims.Clear();

        Assert.Null(form.Into(definition)["claims"]);
    }

    [Theory]
    [InlineData("azp", "app", true)]
    [InlineData(" ", "app", false)]
    [InlineData("azp", "", false)]
    [InlineData(" tid ", "twice", false)]
    public void A_claim_has_a_name_of_its_own_and_a_value(string name, string value, bool isFine)
    {
        var form = new ClaimsForm(new JsonObject { ["claims"] = new JsonObject { ["tid"] = "tenant" } });
        form.Claims.Add(new() { Name = name, Value = value });

        Assert.Equal(isFine, form.Mistake is null);
    }
}
