using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Backends;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class BackendFormTests
{
    [Fact]
    public void What_the_pane_does_not_show_stays_and_credentials_that_were_not_typed_are_left_out()
    {
        var before = JsonNode.Parse("""{"format":"openai","url":"https://a/v1","model":"m","maxConcurrent":7,"headers":{"x":{"configured":true}},"credentials":{"header":{"name":"api-key","value":{"configured":true,"fingerprint":"a1"}}}}""")!.AsObject();
        var form = BackendForm.Of("b", before);
        form.Model = "n";
        var after = form.ToJson(before);

        Assert.Equal("configured, fingerprint a1", form.Present);
        Assert.Equal("""{"format":"openai","url":"https://a/v1","model":"n","maxConcurrent":7,"headers":{"x":{"configured":true}}}""", after.ToJsonString());
    }

    [Theory]
    [InlineData("openai", SignInBy.Nothing, true, "null")]
    [InlineData("echo", SignInBy.Header, true, "null")]
    [InlineData("openai", SignInBy.Nothing, false, "left out")]
    [InlineData("openai", SignInBy.Header, true, "left out")]
    public void Credentials_are_taken_away_where_there_are_some_and_none_are_wanted(string format, SignInBy by, bool areThere, string said)
    {
        var before = JsonNode.Parse(areThere ? """{"format":"openai","credentials":{"header":{"name":"api-key","value":{"configured":true}}}}""" : """{"format":"openai"}""")!.AsObject();
        var after = new BackendForm { Format = format, Url = "https://a", SignIn = by }.ToJson(before);

        Assert.Equal(said, after.ContainsKey("credentials") ? after["credentials"]?.ToJsonString() ?? "null" : "left out");
    }

    [Theory]
    [InlineData("Authorization", "sk-1", "Bearer sk-1")]
    [InlineData("Authorization", "Basic abc", "Basic abc")]
    [InlineData("Authorization", "${env:KEY}", "Bearer ${env:KEY}")]
    [InlineData("api-key", "sk-1", "sk-1")]
    public void A_key_alone_gets_the_scheme_that_its_header_wants(string header, string typed, string sent)
    {
        var form = new BackendForm { Url = "https://a", HeaderName = header, HeaderValue = typed };

        Assert.Equal(sent, (string?)form.ToJson(null)["credentials"]!["header"]!["value"]);
    }

    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", "Authorization", "Authorization")]
    [InlineData("openai", "https://x.openai.azure.com/openai/v1", "Authorization", "api-key")]
    [InlineData("anthropic", "https://api.anthropic.com", "Authorization", "x-api-key")]
    [InlineData("anthropic", "https://api.anthropic.com", "x-mine", "x-mine")]
    public void The_header_is_guessed_unless_somebody_wrote_their_own(string format, string url, string before, string after)
    {
        var form = new BackendForm { Format = format, Url = url, HeaderName = before };
        form.GuessHeader();

        Assert.Equal(after, form.HeaderName);
    }

    [Fact]
    public void Echo_has_neither_address_nor_credentials()
    {
        var form = new BackendForm { Format = "echo", Url = "https://a", HeaderValue = "k" };

        Assert.Equal("""{"format":"echo"}""", form.ToJson(null).ToJsonString());
    }
}
