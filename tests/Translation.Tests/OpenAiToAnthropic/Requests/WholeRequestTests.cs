namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class WholeRequestTests
{
    [Fact]
    public void A_request_is_written_in_a_fixed_order_with_the_prefix_last()
    {
        var (body, result) = new Translating().Run("""
            {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi \u00e9 \n\/"}],
             "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"b":{"type":"number"},"a":{}}}}}],
             "temperature":0.70,"stop":"END","user":"u-1","model":"gpt","stream":true,"stream_options":{"include_usage":true}}
            """);

        Assert.Equal(
            """
            {"model":"claude-sonnet-4-5","max_tokens":100,"stream":true,"temperature":0.70,"stop_sequences":["END"],"metadata":{"user_id":"u-1"},
            "tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{"b":{"type":"number"},"a":{}}}}],
            "system":[{"type":"text","text":"Be brief."}],"messages":[{"role":"user","content":[{"type":"text","text":"Hi \u00e9 \n\/"}]}]}
            """.ReplaceLineEndings(""),
            body);
        Assert.True(result.Loss.IsEmpty);
        Assert.True(result.Plan.IncludeUsage);
        Assert.True(result.StreamUpstream);
    }
}
