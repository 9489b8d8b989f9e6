using System.Text;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Tests.Chat.Choosing;

public class ConversationKeyTests
{
    private const string System = """{"role":"system","content":"Be brief."}""";
    private const string Hello = """{"role":"user","content":"Hello"}""";
    private const string Tool = """{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}""";

    private static ulong? Key(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        return ConversationKey.Of(body, RequestScanner.Read(body));
    }

    private static ulong? Messages(params string[] messages) => Key($$"""{"model":"gpt","messages":[{{string.Join(',', messages)}}]}""");

    /// <summary>Two bodies that belong together.</summary>
    public static TheoryData<string, string> Same => new()
    {
        { $$"""{"messages":[{{System}},{{Hello}}]}""", $$"""{"messages":[{{System}},{{Hello}},{"role":"assistant","content":"Hi"},{"role":"user","content":"More"}]}""" },
        { $$"""{"messages":[{{Hello}}]}""", $$"""{ "temperature": 1, "messages": [ {{Hello}}, {"role":"system","content":"late"} ], "stream": true }""" },
        { $$"""{"messages":[{"role":"user","content":"Hello"}]}""", """{"messages": [ { "role" : "user", "content" : "Hello" } ] }""" },
        { $$"""{"messages":[{{Hello}}],"tools":[{{Tool}}]}""", $$"""{"tools":[{{Tool}}],"messages":[{{Hello}}]}""" },
        { """{"prompt_cache_key":"k","messages":[{"role":"user","content":"a"}]}""", """{"messages":[{"role":"user","content":"b"}],"prompt_cache_key":"k"}""" },
        { """{"messages":[{"role":"user","content":"Hello"}],"prompt_cache_key":null}""", $$"""{"messages":[{{Hello}}]}""" },
        { """{"messages":[{"role":"user","content":"Hello"}],"prompt_cache_key":""}""", $$"""{"messages":[{{Hello}}]}""" },

        // Markers of the cache move from turn to turn
        {
            """{"messages":[{"role":"user","content":[{"type":"text","text":"Hello","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}""",
            """{"messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}]}"""
        },
        {
            $$"""{"tools":[{{Tool.Replace("{\"type\":\"function\"", "{\"cache_control\":null,\"type\":\"function\"", StringComparison.Ordinal)}}],"messages":[{{Hello}}]}""",
            $$"""{"tools":[{{Tool}}],"messages":[{{Hello}}]}"""
        },
        { """{"messages":[{"role":"user","content":"Hello","cache_control":{"type":"ephemeral"}}]}""", $$"""{"messages":[{{Hello}}]}""" },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void The_calls_of_one_conversation_have_one_key(string one, string other)
    {
        Assert.NotNull(Key(one));
        Assert.Equal(Key(one), Key(other));
    }

    [Fact]
    public void What_differs_at_the_beginning_has_another_key()
    {
        ulong?[] keys =
        [
            Messages(Hello),
            Messages(System, Hello),
            Messages("""{"role":"developer","content":"Be brief."}""", Hello),
            Messages(System, System, Hello),
            Messages(System, """{"role":"user","content":"Hello!"}"""),
            Messages("""{"role":"user","content":[{"type":"text","text":"Hello"}]}"""),
            Messages("""{"role":"user","content":["Hel","lo"]}"""),
            Messages("""{"role":"user","content":["Hello"]}"""),
            Key($$"""{"messages":[{{Hello}}],"tools":[{{Tool}}]}"""),
            Key($$"""{"messages":[{{Hello}}],"tools":[{{Tool}},{{Tool}}]}"""),
            Key("""{"prompt_cache_key":"k"}"""),
            Key("""{"prompt_cache_key":"l"}"""),
        ];

        Assert.DoesNotContain(null, keys);
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":"Hello"}""")]
    [InlineData("""{"messages":[1,"a"]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":"Hi"},{"role":1}]}""")]
    public void Without_a_beginning_there_is_no_key(string json) => Assert.Null(Key(json));

    [Fact]
    public void The_key_is_the_same_on_every_machine_and_in_every_version() =>
        Assert.Equal(Expected, Messages(System, Hello));

    [Fact]
    public void Finding_a_key_allocates_nothing()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"tools":[{{Tool}}],"messages":[{{System}},{{Hello}}]}""");
        var scan = RequestScanner.Read(body);
        _ = ConversationKey.Of(body, scan);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1_000; call++)
        {
            _ = ConversationKey.Of(body, scan);
        }

        // Room for what a runtime does once.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    // Nodes of two versions serve side by side during an update, and should agree.
    private const ulong Expected = 2642450124924060540;
}
