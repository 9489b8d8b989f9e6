using Orleans.Gateway.Portal.TestConsole;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class ConsoleRequestTests
{
    private static readonly ConsoleRequest Request = new("http://127.0.0.1:8080/llm/v1", "gpt", "be brief", "it's \"quoted\"\n$HOME", Stream: true);

    [Fact]
    public void A_stream_asks_for_its_usage() => Assert.Equal(
        """{"model":"gpt","messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true}}""",
        (Request with { User = "hi" }).Body.ToJsonString());

    [Fact]
    public void A_shell_takes_nothing_out_of_the_text()
    {
        Assert.Contains("it'\\''s", Request.Curl, StringComparison.Ordinal);
        Assert.Contains("-H \"Authorization: Bearer $GATEWAY_KEY\"", Request.Curl, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_has_the_alias_and_the_address_as_literals()
    {
        Assert.Contains("base_url=\"http://127.0.0.1:8080/llm/v1\"", Request.Python, StringComparison.Ordinal);
        Assert.Contains("new ChatClient(\"gpt\"", Request.CSharp, StringComparison.Ordinal);
        Assert.DoesNotContain("\n$HOME", Request.CSharp, StringComparison.Ordinal);
    }
}
