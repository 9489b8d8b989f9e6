using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

public class PublishedSchemasTests
{
    private const string Answer = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","system_fingerprint":null,
         "choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":null,"annotations":[],
           "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],
         "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"prompt_tokens_details":{"cached_tokens":0}}}
        """;

    private const string Chunk = """
        {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","usage":null,
         "choices":[{"index":0,"delta":{"content":"a"},"logprobs":null,"finish_reason":null}]}
        """;

    private const string Error = """{"error":{"message":"m","type":"t","param":null,"code":null}}""";

    public PublishedSchemasTests() => Assert.SkipUnless(PublishedSchemas.Found, PublishedSchemas.Missing);

    [Fact]
    public void Well_formed_documents_have_no_violations()
    {
        Assert.Empty(PublishedSchemas.ValidateAnswer(Answer));
        Assert.Empty(PublishedSchemas.ValidateChunk(Chunk));
        Assert.Empty(PublishedSchemas.ValidateError(Error));
    }

    /// <summary>What is set at which path; <c>-</c> removes the property.</summary>
    [Theory]
    [InlineData("id", "-")]
    [InlineData("id", "1")]
    [InlineData("object", "\"chat.completion.chunk\"")]
    [InlineData("choices.0.finish_reason", "\"end_turn\"")]
    [InlineData("choices.0.finish_reason", "-")]
    [InlineData("choices.0.message.refusal", "-")]
    [InlineData("choices.0.message.content", "1")]
    [InlineData("choices.0.message.role", "\"user\"")]
    [InlineData("choices.0.message.tool_calls.0.id", "-")]
    [InlineData("choices.0.message.tool_calls.0.type", "\"tool\"")]
    [InlineData("choices.0.message.tool_calls.0.function.arguments", "{}")]
    [InlineData("choices.0.message.annotations", "[{\"type\":\"url_citation\"}]")]
    [InlineData("usage.total_tokens", "-")]
    [InlineData("usage.prompt_tokens_details.cached_tokens", "\"0\"")]
    public void Wrong_answer_is_refused(string path, string value) =>
        Assert.NotEmpty(PublishedSchemas.ValidateAnswer(With(Answer, path, value)));

    [Theory]
    [InlineData("object", "\"chat.completion\"")]
    [InlineData("model", "-")]
    [InlineData("choices", "{}")]
    [InlineData("choices.0.delta", "-")]
    [InlineData("choices.0.delta.content", "[\"a\"]")]
    [InlineData("choices.0.delta.tool_calls", "[{\"id\":\"x\"}]")]
    [InlineData("choices.0.finish_reason", "\"\"")]
    [InlineData("choices.0.finish_reason", "-")]
    [InlineData("usage", "{}")]
    [InlineData("created", "\"1\"")]
    public void Wrong_chunk_is_refused(string path, string value) =>
        Assert.NotEmpty(PublishedSchemas.ValidateChunk(With(Chunk, path, value)));

    [Theory]
    [InlineData("error", "\"broken\"")]
    [InlineData("error.param", "-")]
    [InlineData("error.code", "429")]
    [InlineData("error.type", "null")]
    [InlineData("error.message", "null")]
    public void Wrong_error_is_refused(string path, string value) =>
        Assert.NotEmpty(PublishedSchemas.ValidateError(With(Error, path, value)));

    private static string With(string json, string path, string value) => JsonPatching.Patch(json, $"{path} = {value}");
}
