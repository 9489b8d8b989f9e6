using System.Text;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Grains.Caching;

namespace Orleans.Gateway.Grains.Tests.Caching;

/// <summary>Which requests are the same.</summary>
public class CacheKeyTests
{
    private const string Request = """{"model":"gpt","messages":[{"role":"user","content":"hé"}],"temperature":1,"tools":[{"a":1,"b":2}]}""";

    [Theory]
    [InlineData(Request)]
    [InlineData("""{ "tools":[ {"a":1, "b":2} ], "temperature" :1, "messages":[{"role":"user","content":"h\u00e9"}] }""")]
    [InlineData("""{"messages":[{"r\u006fle":"user","content":"hé"}],"model":"other","tools":[{"a":1,"b":2}],"temperature":1}""")]
    public void White_space_spelling_and_the_order_of_fields_do_not_count(string body) => Assert.Equal(Of(Request), Of(body));

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"he"}],"temperature":1,"tools":[{"a":1,"b":2}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hé"}],"temperature":1.0,"tools":[{"a":1,"b":2}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hé"}],"temperature":1,"tools":[{"b":2,"a":1}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hé"}],"temperature":1,"tools":[{"a":1,"b":2}],"stream":true}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hé"},[]],"temperature":1,"tools":[{"a":1,"b":2}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hé"}],"temperature":"1","tools":[{"a":1,"b":2}]}""")]
    public void Everything_else_does(string body) => Assert.NotEqual(Of(Request), Of(body));

    [Fact]
    public void So_do_the_caller_the_alias_and_what_serves_it()
    {
        UInt256[] keys =
        [
            Of(Request), Of(Request, "b"), Of(Request, alias: "claude"), Of(Request, stamp: [1]), Of(Request, stamp: [1], second: [2]), Of(Request, stamp: [], second: [1]),
            // Names that run into each other.
            Of(Request, "ag", alias: "pt"),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    private static UInt256 Of(string body, string subscription = "a", string alias = "gpt", byte[]? stamp = null, byte[]? second = null) => CacheKey.Of(
        new ChatCall { Api = "llm", Subscription = subscription, RequestId = "r", Body = default }, alias, Encoding.UTF8.GetBytes(body), stamp, second);
}
