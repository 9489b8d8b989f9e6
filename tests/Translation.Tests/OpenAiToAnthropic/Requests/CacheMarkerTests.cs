using System.Text.RegularExpressions;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class CacheMarkerTests
{
    private const string Marker = """ "cache_control":{"type":"ephemeral"} """;

    [Fact]
    public void Of_more_than_four_the_oldest_in_the_messages_go()
    {
        var (body, result) = new Translating().Run($$$"""
            {"tools":[{"type":"function",{{{Marker}}},"function":{"name":"f"}}],
             "messages":[{"role":"system","content":[{"type":"text","text":"s",{{{Marker}}}}]},
              {"role":"user","content":"a",{{{Marker}}}},{"role":"assistant","content":"b",{{{Marker}}}},{"role":"user","content":"c",{{{Marker}}}},
              {"role":"assistant","content":"d"},{"role":"user","content":[{"type":"text","text":"e",{{{Marker}}}}]}]}
            """);

        Assert.Equal(["f", "s", "c", "e"], Regex.Matches(body, "\"(?:name|text)\":\"(.)\"[^}]*(?:}})?,\"cache_control\"").Select(match => match.Groups[1].Value));
        Assert.Equal("changed=cache_control", result.Loss.ToString());
    }

    [Fact]
    public void The_marker_of_a_blank_text_moves_to_the_block_before_it() =>
        Translating.Same("""[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]""", new Translating().Part(
            $$$"""{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"",{{{Marker}}}}]}]}""", "messages.0.content"));

    [Theory]
    [InlineData("""{"mode":"explicit"}""", """{"type":"ephemeral"}""")]
    [InlineData("""{"mode":"explicit","ttl":"30m"}""", """{"type":"ephemeral","ttl":"1h"}""")]
    [InlineData("""{"mode":"explicit","ttl":"5m"}""", """{"type":"ephemeral"}""")]
    [InlineData("""{"mode":"implicit"}""", null)]
    public void OpenAis_breakpoint_becomes_a_marker(string breakpoint, string? marker) =>
        Assert.Equal(marker ?? "absent", new Translating().Part(
            $$$"""{"messages":[{"role":"user","content":[{"type":"text","text":"a","prompt_cache_breakpoint":{{{breakpoint}}}}]}]}""", "messages.0.content.0.cache_control"));

    [Theory]
    [InlineData("30m", "", "1h", "1h", "changed=prompt_cache_breakpoint")]
    [InlineData("", "30m", "1h", null, "")]
    [InlineData("", "", null, null, "")]
    public void No_hour_follows_five_minutes(string later, string earlier, string? first, string? second, string loss)
    {
        static string Text(string ttl) =>
            $$$"""{"type":"text","text":"a","prompt_cache_breakpoint":{"mode":"explicit"{{{(ttl.Length == 0 ? "" : $",\"ttl\":\"{ttl}\"")}}}}}""";
        var (body, result) = new Translating().Run($$$"""{"messages":[{"role":"system","content":[{{{Text(earlier)}}}]},{"role":"user","content":[{{{Text(later)}}}]}]}""");

        var json = System.Text.Json.Nodes.JsonNode.Parse(body)!;
        Assert.Equal((first, second), ((string?)json["system"]![0]!["cache_control"]!["ttl"], (string?)json["messages"]![0]!["content"]![0]!["cache_control"]!["ttl"]));
        Assert.Equal(loss, result.Loss.ToString());
    }

    [Fact]
    public void Markers_on_calls_and_results_stay_there()
    {
        var body = $$$"""
            {"messages":[{"role":"user","content":"a"},
             {"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{}"},{{{Marker}}}}]},
             {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"r",{{{Marker}}}}]}]}
            """;

        Assert.Equal("""{"type":"ephemeral"}""", new Translating().Part(body, "messages.1.content.0.cache_control"));
        Assert.Equal("""{"type":"ephemeral"}""", new Translating().Part(body, "messages.2.content.0.cache_control"));
    }

    [Fact]
    public void No_marker_goes_on_thinking() =>
        Assert.DoesNotContain("cache_control", new Translating().Run(
            $$$"""{"messages":[{"role":"user","content":"a"},{"role":"assistant","thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s",{{{Marker}}}}],{{{Marker}}}},{"role":"user","content":"b"}]}""").Body, StringComparison.Ordinal);

    [Fact]
    public void The_automatic_marker_is_added_only_for_clients_that_set_none()
    {
        var automatic = new Translating { Options = new() { AutoCache = true } };

        Assert.Equal("""{"type":"ephemeral","ttl":"1h"}""", automatic.Part("""{"prompt_cache_retention":"24h","messages":[{"role":"user","content":"a"}]}""", "cache_control"));
        Assert.Equal("absent", automatic.Part($$$"""{"messages":[{"role":"user","content":"a",{{{Marker}}}}]}""", "cache_control"));
    }
}
