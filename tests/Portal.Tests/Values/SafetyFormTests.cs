using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Backends;
using Orleans.Gateway.Portal.Safety;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class SafetyFormTests
{
    [Theory]
    [InlineData("""{"endpoint":"https://a","credentials":{"header":{"name":"Ocp-Apim-Subscription-Key","value":"${env:KEY}"}},"categories":{"hate":4,"violence":2},"shieldPrompt":true}""")]
    [InlineData("""{"endpoint":"https://a","credentials":{"header":{"name":"Ocp-Apim-Subscription-Key","value":{"configured":true,"fingerprint":"a1b2c3"}}},"blocklists":["one","two"],"prompts":false,"completions":true,"windowSize":500,"windowOverlap":50,"onFailure":"allow","timeout":"00:00:02.5000000"}""")]
    [InlineData("""{"endpoint":"https://a","credentials":{"managedIdentity":{"resource":"https://r","clientId":"c"}},"categories":{"selfHarm":7},"outputType":"EightSeverityLevels"}""")]
    [InlineData("""{"endpoint":"https://a","credentials":{"managedIdentity":{"resource":"https://r"}},"categories":{"hate":4},"rememberFor":"00:01:30"}""")]
    [InlineData("""{"endpoint":"https://a","credentials":{"managedIdentity":{"resource":"https://r"}},"categories":{"hate":4},"rememberFor":"00:00:00"}""")]
    public void What_is_not_touched_is_written_as_it_was(string definition)
    {
        var form = new SafetyForm(JsonNode.Parse(definition));

        Assert.Null(form.Mistake);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(definition), form.ToJson()), form.ToJson().ToJsonString());
    }

    [Fact]
    public void A_new_one_looks_at_every_category_and_for_attacks()
    {
        var written = new SafetyForm { Endpoint = "https://a", Key = "k" }.ToJson();

        Assert.Equal("""{"hate":4,"selfHarm":4,"sexual":4,"violence":4}""", written["categories"]!.ToJsonString());
        Assert.True((bool)written["shieldPrompt"]!);
        Assert.Null(written["windowSize"]);
    }

    [Theory]
    [InlineData("", "k", SignInBy.Header, "5", false)]
    [InlineData("https://a", "", SignInBy.Header, "5", false)]
    [InlineData("https://a", "", SignInBy.ManagedIdentity, "5", true)]
    [InlineData("https://a", "k", SignInBy.Header, "0", false)]
    [InlineData("https://a", "k", SignInBy.Header, "2.5", true)]
    public void Some_mistakes_are_seen_at_once(string endpoint, string key, SignInBy signIn, string seconds, bool isFine) =>
        Assert.Equal(isFine, new SafetyForm { Endpoint = endpoint, Key = key, SignIn = signIn, Seconds = seconds }.Mistake is null);

    [Theory]
    [InlineData("10", null)]
    [InlineData("2", "00:02:00")]
    [InlineData("0", "00:00:00")]
    [InlineData("soon", null, false)]
    [InlineData("-1", null, false)]
    public void What_was_found_is_remembered_for_so_many_minutes(string minutes, string? written, bool isFine = true)
    {
        var form = new SafetyForm { Endpoint = "https://a", Key = "k", Minutes = minutes };

        Assert.Equal(isFine, form.Mistake is null);
        Assert.Equal(written, (string?)form.ToJson()["rememberFor"]);
    }
}
