using System.Text;
using Orleans.Gateway.Grains.Safety;

namespace Orleans.Gateway.Grains.Tests.Safety;

/// <summary>What of a request is judged, wherever it stands.</summary>
public class PromptTextsTests
{
    private const string Messages = """ "messages": [{ "role": "user", "content": "hello" }] """;

    [Fact]
    public void Of_a_usual_request_the_messages_are_all_that_is_said() =>
        Assert.Equal("hello\n", TextOf("""
            "model": "gpt", "temperature": 0.5, "top_p": 1, "n": 1, "seed": 7, "max_tokens": 10, "stream": true, "stream_options": { "include_usage": true },
            "stop": ["END"], "stop_sequences": ["END"], "logit_bias": { "50256": -100 }, "logprobs": true, "user": "u-1", "metadata": { "team": "red" },
            "safety_identifier": "s-1", "prompt_cache_key": "k-1", "prompt_cache_retention": "24h", "service_tier": "auto", "store": false,
            "reasoning_effort": "high", "verbosity": "low", "reasoning": { "effort": "xhigh", "summary": "concise" }, "thinking": { "type": "enabled", "display": "summarized" },
            "tool_choice": { "type": "function", "function": { "name": "look_up" } }, "function_call": { "name": "look_up" }, "parallel_tool_calls": true,
            "response_format": { "type": "json_object" }, "modalities": ["text", "audio"], "audio": { "voice": "alloy", "format": "wav" },
            "web_search_options": { "search_context_size": "medium" }, "cache_control": { "type": "ephemeral", "ttl": "5m" }, "session_id": "5b1e"
            """));

    [Theory]
    [InlineData(""" "response_format": { "type": "json_schema", "json_schema": { "name": "answer", "description": "vile", "schema": {} } } """)]
    [InlineData(""" "response_format": { "type": "json_schema", "json_schema": { "name": "answer", "schema": { "type": "object", "description": "vile" } } } """)]
    [InlineData(""" "response_format": { "type": "vile" } """)]
    [InlineData(""" "data_sources": [{ "type": "azure_search", "parameters": { "role_information": "vile" } }] """)]
    [InlineData(""" "instructions": "vile" """)]
    [InlineData(""" "in\u0073tructions": "vile" """)]
    [InlineData(""" "reasoning_effort": "vile" """)]
    [InlineData(""" "chat_template_kwargs": { "persona": ["vile"] } """)]
    [InlineData(""" "context_management": { "edits": [{ "type": "compact", "instructions": "vile" }] } """)]
    [InlineData(""" "extra_body": { "guided_json": { "properties": { "vile": {} } } } """)]
    [InlineData(""" "prediction": { "type": "content", "content": "vile" } """)]
    [InlineData(""" "system": "vile" """)]
    public void Whatever_else_a_model_may_read_is_judged(string field) => Assert.Equal(1, Vile(field));

    /// <summary>Of a JSON schema, the names in it too: a model reads them like the rest.</summary>
    [Theory]
    [InlineData(""" { "description": "vile" } """)]
    [InlineData(""" { "title": "vile" } """)]
    [InlineData(""" { "properties": { "vile": { "type": "string" } } } """)]
    [InlineData(""" { "properties": { "\u0076ile": { "type": "string" } } } """)]
    [InlineData(""" { "$defs": { "vile": { "type": "string" } } } """)]
    [InlineData(""" { "x-vile": 1 } """)]
    [InlineData(""" { "enum": ["vile"] } """)]
    [InlineData(""" { "const": "vile" } """)]
    [InlineData(""" { "const": { "id": "vile" } } """)]
    [InlineData(""" { "default": { "url": "vile" } } """)]
    [InlineData(""" { "examples": [{ "role": "vile" }] } """)]
    [InlineData(""" { "type": "vile" } """)]
    [InlineData(""" { "format": "vile" } """)]
    public void Nothing_is_left_out_of_a_schema_but_its_own_words(string schema)
    {
        Assert.Equal(1, Vile($$""" "tools": [{ "type": "function", "function": { "name": "f", "parameters": {{schema}} } }] """));
        Assert.Equal(1, Vile($$""" "functions": [{ "name": "f", "parameters": {{schema}} }] """));
        Assert.Equal(1, Vile($$""" "response_format": { "type": "json_schema", "json_schema": { "name": "f", "schema": {{schema}} } } """));
        Assert.Equal(1, Vile($$""" "output_config": { "format": { "type": "json_schema", "schema": {{schema}} } } """));
    }

    [Fact]
    public void The_words_of_a_schema_are_not_judged() =>
        Assert.Equal("look_up\nlooks things up\ncity\na city\nwhen\ncity\nhello\n", TextOf("""
            "tools": [{ "type": "function", "function": { "name": "look_up", "description": "looks things up", "strict": true, "parameters": {
                "type": "object", "properties": { "city": { "type": "string", "description": "a city", "minLength": 1 }, "when": { "type": "string", "format": "date-time" } },
                "required": ["city"], "additionalProperties": false } } }]
            """));

    [Fact]
    public void Credentials_and_encoded_media_are_not_told_to_the_service() =>
        Assert.Equal("https://search.example\nhouse\nhello\n", TextOf("""
            "api_key": "secret",
            "data_sources": [{ "type": "azure_search", "parameters": { "endpoint": "https://search.example", "index_name": "house", "key": "secret",
                "authentication": { "type": "api_key", "key": "secret", "value": "secret" } } }],
            "mcp_servers": [{ "type": "url", "url": "https://tools.example", "authorization_token": "secret" }],
            "reference": { "data": "iVBORw0KGgo=", "b64_json": "iVBORw0KGgo=" }
            """));

    private static int Vile(string field) => TextOf(field).Split('\n').Count(line => line is "vile" or "x-vile");

    private static string TextOf(string fields)
    {
        using var texts = PromptTexts.Of(Encoding.UTF8.GetBytes($$"""{ {{Messages}}, {{fields}} }"""));
        return Encoding.UTF8.GetString(texts.All.Span);
    }
}
