using System.Buffers;
using System.Text;
using CsCheck;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.OpenAiToOpenAi;

public class PassThroughAnswerTests
{
    /// <summary>The provider's answer, the client's (nothing: the same), and the finish reason.</summary>
    public static TheoryData<string, string, string?> Answers => new()
    {
        { """ {"model" : "m","choices":[{"message":{"content":"\u00e9"},"finish_reason":"stop"}],"new":1.50} """, """ {"model" : "alias","choices":[{"message":{"content":"\u00e9"},"finish_reason":"stop"}],"new":1.50} """, "stop" },
        { """{"choices":[{"finish_reason":"stop","message":{"tool_calls":[{"id":"a"}]}}],"usage":null}""", """{"choices":[{"finish_reason":"tool_calls","message":{"tool_calls":[{"id":"a"}]}}],"usage":null}""", "tool_calls" },
        { """{"choices":[{"index":0,"message":{"tool_calls":[]},"finish_reason":"stop"},{"index":1,"message":{},"finish_reason":"length"}]}""", "", "length" },
        { """{"error":null,"choices":[{"message":{"content":""}}]}""", "", null },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Only_what_would_mislead_the_client_changes(string body, string expected, string? finish)
    {
        var (answer, text) = Read(body, "alias");

        Assert.Null(answer.Failure);
        Assert.Equal(expected.Length == 0 ? body : expected, text);
        Assert.Equal(finish, answer.FinishReason);
    }

    [Fact]
    public void Usage_and_id_are_read()
    {
        var (answer, _) = Read("""{"id":"c1","choices":[{"message":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""", null);

        Assert.Equal(new WholeAnswer(new TokenUsage(3, 2), "stop", null), answer);
    }

    /// <summary>Bodies that came with a status of success.</summary>
    public static TheoryData<string, FailureKind> NoAnswers => new()
    {
        { """{"choices":[{"message":{"tool_calls":[{"function":[[{"name":"f"}]]}]}}]}x""", FailureKind.Malformed },
        { "", FailureKind.Malformed },
        { "<html>200 OK</html>", FailureKind.Malformed },
        { "[]", FailureKind.Malformed },
        { "{}", FailureKind.Malformed },
        { """{"choices":[]}""", FailureKind.Malformed },
        { """{"choices":{}}""", FailureKind.Malformed },
        { """{"choices":[1]}""", FailureKind.Malformed },
        { """{"choices":[{}]}""", FailureKind.Malformed },
        { """{"choices":[{"message":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}""", FailureKind.Malformed },
        { """{"choices":[{"finish_reason":"stop"},{"message":"a"}]}""", FailureKind.Malformed },
        { """{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]""", FailureKind.Malformed },
        { """{"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]}x""", FailureKind.Malformed },
        { """{"error":{"message":"Overloaded","type":"overloaded_error"}}""", FailureKind.Overloaded },
        { """{"error":{"code":429,"message":"x"},"choices":[{"message":{}}]}""", FailureKind.RateLimited },
        { """{"choices":[{"error":{"code":502,"message":"x"},"message":{"content":"a"}}]}""", FailureKind.ServerError },
        { """{"choices":[{"message":{"content":"a"},"finish_reason":"error"}]}""", FailureKind.ServerError },
        { """{"detail":"model is loading"}""", FailureKind.ServerError },
    };

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public void What_is_no_answer_is_a_failure_and_not_written(string body, FailureKind kind)
    {
        var (answer, text) = Read(body, "alias");

        Assert.Equal(kind, answer.Failure?.Kind);
        Assert.Empty(text);
    }

    [Fact]
    public void Byte_order_mark_is_taken_off() =>
        Assert.Equal("""{"choices":[{"message":{}}]}""", Read("\uFEFF" + """{"choices":[{"message":{}}]}""", null).Text);

    [Fact]
    public void Any_body_is_an_answer_or_a_failure_and_never_both()
    {
        var answer = Encoding.UTF8.GetBytes("""{"model":"m","choices":[{"message":{"content":"a","tool_calls":[{"id":"x"}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}""");
        Gen.Select(Gen.Int[0, answer.Length - 1], Gen.Byte, Gen.Int[0, answer.Length]).Sample(
            (at, value, length) =>
            {
                var body = answer.ToArray();
                body[at] = value;
                var (read, text) = Read(Encoding.Latin1.GetString(body.AsSpan(0, length)), "alias");

                Assert.Equal(read.Failure is null, text.Length > 0);
            },
            iter: 20_000, seed: "0000KOIPe036");
    }

    private static (WholeAnswer Answer, string Text) Read(string body, string? showModel)
    {
        var output = new ArrayBufferWriter<byte>();
        var answer = PassThroughAnswer.Read(Encoding.UTF8.GetBytes(body), showModel, output);
        return (answer, Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
