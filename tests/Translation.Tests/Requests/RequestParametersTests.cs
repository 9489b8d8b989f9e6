using System.Buffers;
using System.Text;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.Tests.Requests;

public class RequestParametersTests
{
    /// <summary>Body, defaults, forced; and what goes on.</summary>
    public static TheoryData<string, string?, string?, string> Rows => new()
    {
        { """{"a":1}""", """{"top_p":0.5}""", null, """{"a":1,"top_p":0.5}""" },
        { """{"a":1,"top_p":1}""", """{"top_p":0.5}""", null, """{"a":1,"top_p":1}""" },
        { """{"top_p":null}""", """{"top_p":0.5}""", null, """{"top_p":null}""" },                   // said is said
        { """{"a":1}""", null, """{"top_p":0.5}""", """{"a":1,"top_p":0.5}""" },
        { """{"top_p":1,"a":1}""", null, """{"top_p":0.5}""", """{"top_p":0.5,"a":1}""" },
        { """{ "top_p" : {"x":[1]} , "a":1 } """, null, """{"top_p":0.5}""", """{ "top_p" : 0.5 , "a":1 } """ },
        { "{}", """{"top_p":0.5}""", """{"seed":1}""", """{"seed":1,"top_p":0.5}""" },
        { "{ }", """{"a":{"b":"é"}}""", null, """{ "a":{"b":"é"}}""" },
        { """{"f\u006fo":1}""", null, """{"foo":2}""", """{"f\u006fo":2}""" },                       // the same name for every parser
        { """{"x":{"top_p":1}}""", """{"top_p":0.5}""", null, """{"x":{"top_p":1},"top_p":0.5}""" }, // top level only
        { """{"a":1,"b":2,"c":3}""", null, """{"c":"z","a":"x"}""", """{"a":"x","b":2,"c":"z"}""" },

        // One limit by two names
        { """{"max_completion_tokens":9}""", """{"max_tokens":5}""", null, """{"max_completion_tokens":9}""" },
        { """{"max_completion_tokens":9}""", null, """{"max_tokens":5}""", """{"max_completion_tokens":5}""" },
        { """{"max_tokens":9,"max_completion_tokens":9}""", null, """{"max_tokens":5}""", """{"max_tokens":5,"max_completion_tokens":5}""" },
        { """{"a":1}""", """{"max_tokens":5}""", """{"max_completion_tokens":7}""", """{"a":1,"max_completion_tokens":7}""" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Forced_fields_replace_and_defaults_fill_and_the_rest_stays(string body, string? defaults, string? forced, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var output = new ArrayBufferWriter<byte>();

        RequestParameters.Of(defaults, forced)!.Write(bytes, RequestScanner.Read(bytes), output);

        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
        RequestScanner.Read(output.WrittenSpan); // still a request that every parser reads alike
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("{}", null)]
    [InlineData("{}", "{}")]
    public void Without_a_field_there_is_nothing_to_do(string? defaults, string? forced) => Assert.Null(RequestParameters.Of(defaults, forced));
}
