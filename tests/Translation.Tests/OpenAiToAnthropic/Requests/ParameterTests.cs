using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class ParameterTests
{
    private static string With(string fields) => $$"""{"messages":[{"role":"user","content":"x"}],{{fields}}}""";

    /// <summary>Model; what the client sends; where to look; what is there; what is reported.</summary>
    public static TheoryData<string, string, string, string, string> Fields => new()
    {
        // The limit.
        { "claude-sonnet-4-5", """ "max_tokens":7 """, "max_tokens", "7", "" },
        { "claude-sonnet-4-5", """ "max_tokens":7,"max_completion_tokens":9 """, "max_tokens", "9", "" },
        { "claude-sonnet-4-5", """ "max_tokens":null """, "max_tokens", "100", "" },

        // Sampling.
        { "claude-sonnet-4-5", """ "temperature":1.5 """, "temperature", "1", "changed=temperature" },
        { "claude-sonnet-4-5", """ "temperature":0.30 """, "temperature", "0.30", "" },
        { "claude-sonnet-4-5", """ "temperature":null """, "temperature", "absent", "" },
        { "claude-opus-4-7", """ "temperature":1 """, "temperature", "absent", "dropped=temperature" },
        { "claude-sonnet-4-5", """ "temperature":0.3,"top_p":0.5 """, "top_p", "absent", "dropped=top_p" },
        { "MiniMax-M2", """ "temperature":0.3,"top_p":0.5 """, "top_p", "0.5", "" },
        { "claude-sonnet-4-5", """ "top_p":1 """, "top_p", "absent", "" },
        { "claude-sonnet-4-5", """ "top_k":40 """, "top_k", "40", "" },
        { "claude-sonnet-4-5", """ "top_k":-1 """, "top_k", "absent", "" },
        { "claude-sonnet-4-5", """ "temperature":0.3,"reasoning_effort":"low","max_tokens":9000 """, "temperature", "absent", "dropped=temperature" },
        { "claude-sonnet-4-5", """ "top_p":0.96,"reasoning_effort":"low","max_tokens":9000 """, "top_p", "0.96", "" },

        // Stop sequences.
        { "claude-sonnet-4-5", """ "stop":"END" """, "stop_sequences", """["END"]""", "" },
        { "claude-sonnet-4-5", """ "stop":["a","\n"," ",null,"b"] """, "stop_sequences", """["a","b"]""", "dropped=stop" },
        { "claude-sonnet-4-5", """ "stop":[] """, "stop_sequences", "absent", "" },
        { "claude-sonnet-4-5", """ "stop":"a","stop_sequences":["b"] """, "stop_sequences", """["a","b"]""", "" },

        // Who asks.
        { "claude-sonnet-4-5", """ "user":"u1","safety_identifier":"s1" """, "metadata", """{"user_id":"s1"}""", "" },
        { "claude-sonnet-4-5", """ "user":"u1","safety_identifier":"" """, "metadata", """{"user_id":"u1"}""", "" },
        { "claude-sonnet-4-5", """ "user":"","safety_identifier":"","metadata":{"user_id":"u1"} """, "metadata", """{"user_id":"u1"}""", "" },
        { "claude-sonnet-4-5", """ "metadata":{"user_id":"u1","trace":"t"} """, "metadata", """{"user_id":"u1"}""", "" },
        { "claude-sonnet-4-5", """ "user":"a@b.example" """, "metadata", """{"user_id":"f4d1f57bfcb0347d7f25fbd5046e51d93bcd49a1d9b5e02ecf62d0a54be22e7a"}""", "changed=user" },

        // What has no counterpart.
        { "claude-sonnet-4-5", """ "seed":1,"logit_bias":{"1":2},"presence_penalty":0.1,"frequency_penalty":1,"prediction":{},"verbosity":"low","store":true """, "seed", "absent",
            "dropped=seed,presence_penalty,frequency_penalty,logit_bias,prediction,verbosity,store" },
        { "claude-sonnet-4-5", """ "seed":null,"logit_bias":{},"presence_penalty":0,"store":false,"logprobs":false,"n":1,"modalities":["text"],"prompt_cache_key":"k" """, "seed", "absent", "" },
        { "claude-sonnet-4-5", """ "seed":0,"frequency_penalty":0.0,"top_logprobs":0 """, "seed", "absent", "" },
        { "claude-sonnet-4-5", """ "logprobs":true,"top_logprobs":2 """, "logprobs", "absent", "dropped=logprobs,top_logprobs" },
        { "claude-sonnet-4-5", """ "made_up":1 """, "made_up", "absent", "dropped=made_up" },
        { "claude-sonnet-4-5", """ "made_up":1,"nothing":null,"with space\u00e9":[1],"seed":1,"another":{} """, "another", "absent", "dropped=seed,made_up,with_space_,another" },

        // Tiers.
        { "claude-sonnet-4-5", """ "service_tier":"default" """, "service_tier", "\"standard_only\"", "" },
        { "claude-sonnet-4-5", """ "service_tier":"priority" """, "service_tier", "\"auto\"", "" },
        { "claude-sonnet-4-5", """ "service_tier":"flex" """, "service_tier", "absent", "dropped=service_tier" },
        { "claude-opus-5-5", """ "service_tier":"priority" """, "service_tier", "absent", "dropped=service_tier" },

        // The provider's own fields.
        { "claude-sonnet-4-5", """ "speed":"fast" """, "speed", "\"fast\"", "" },
        { "claude-sonnet-4-5", """ "mcp_servers":[{"a":1}] """, "mcp_servers", """[{"a":1}]""", "" },
        { "claude-sonnet-4-5", """ "system":[{"type":"text","text":"s"}] """, "system", """[{"type":"text","text":"s"}]""", "" },
        { "claude-sonnet-4-5", """ "betas":["x"] """, "betas", "absent", "dropped=betas" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void Field_becomes(string model, string fields, string path, string expected, string loss)
    {
        var translating = new Translating { Model = model };

        var (body, result) = translating.Run(With(fields));

        var token = System.Text.Json.Nodes.JsonNode.Parse(body)![path]?.ToJsonString(Translating.Compact) ?? "absent";
        if (path == "metadata" && loss == "changed=user")
        {
            Assert.Matches("^\\{\"user_id\":\"[0-9a-f]{64}\"\\}$", token);
        }
        else
        {
            Assert.Equal(expected, token);
        }

        Assert.Equal(loss, result.Loss.ToString());
    }

    [Fact]
    public void Of_very_many_unknown_fields_the_first_are_named_and_the_rest_is_not_kept_silent()
    {
        var loss = new Translating().Loss(With(string.Join(',', Enumerable.Range(0, 33).Select(at => $""" "x{at}":1 """))));

        Assert.Equal($"dropped={string.Join(',', Enumerable.Range(0, 32).Select(at => $"x{at}"))},others", loss);
    }

    /// <summary>What the client sends; the field at fault; the code.</summary>
    public static TheoryData<string, string, string?> Refusals => new()
    {
        { """ "max_tokens":0 """, "max_tokens", "integer_below_min_value" },
        { """ "max_completion_tokens":-1 """, "max_completion_tokens", "integer_below_min_value" },
        { """ "max_tokens":99999999999 """, "max_tokens", "integer_above_max_value" },
        { """ "max_tokens":"7" """, "max_tokens", "invalid_type" },
        { """ "temperature":2.1 """, "temperature", "decimal_above_max_value" },
        { """ "temperature":-0.1 """, "temperature", "decimal_below_min_value" },
        { """ "temperature":"hot" """, "temperature", "invalid_type" },
        { """ "top_p":1.1 """, "top_p", "decimal_above_max_value" },
        { """ "n":2 """, "n", "unsupported_value" },
        { """ "n":0 """, "n", "integer_below_min_value" },
        { """ "stop":["a","b","c","d","e"] """, "stop", "array_above_max_length" },
        { """ "stop":7 """, "stop", "invalid_type" },
        { """ "stream_options":{"include_usage":true} """, "stream_options", "invalid_value" },
        { """ "stream":"yes" """, "stream", "invalid_type" },
        { """ "modalities":["text","audio"] """, "modalities", "unsupported_value" },
        { """ "audio":{"voice":"x"} """, "audio", "unsupported_parameter" },
        { """ "moderation":{} """, "moderation", "unsupported_parameter" },
        { """ "service_tier":"gold" """, "service_tier", "invalid_value" },
        { """ "reasoning_effort":"extreme" """, "reasoning_effort", "invalid_value" },
        { """ "response_format":{"type":"xml"} """, "response_format.type", "invalid_value" },
        { """ "functions":[{"name":"f"}],"tools":[{"type":"function","function":{"name":"g"}}] """, "functions", "invalid_value" },
        { """ "user":7 """, "user", "invalid_type" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Field_is_refused_by_its_own_name(string fields, string param, string? code)
    {
        var refusal = new Translating().Rejects(With(fields));

        Assert.Equal((param, code), (refusal.Param, refusal.Code));
    }

    [Theory]
    [InlineData(""" "seed":1 """, "seed", "unsupported_parameter")]
    [InlineData(""" "temperature":0.5 """, "temperature", "unsupported_parameter")]
    [InlineData(""" "logprobs":true """, "logprobs", "unsupported_parameter")]
    [InlineData(""" "top_logprobs":2 """, "top_logprobs", "unsupported_parameter")]
    [InlineData(""" "cache_control":{"type":"ephemeral"},"system":[MARKED,MARKED,MARKED,MARKED] """, "cache_control", "invalid_value")]
    [InlineData(""" "made_up":1 """, "made_up", "unknown_parameter")]
    public void An_alias_that_wants_no_loss_refuses_it(string fields, string param, string code)
    {
        var refusal = new Translating { Model = "claude-opus-5", Options = new() { OnUnsupported = OnUnsupported.Reject } }.
            Rejects(With(fields.Replace("MARKED", """{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}""", StringComparison.Ordinal)));

        Assert.Equal((param, code), (refusal.Param, refusal.Code));
    }

    [Fact]
    public void From_the_newer_version_on_no_sampling_field_is_sent() =>
        Assert.Equal("absent", new Translating { Version = "2026-10-21" }.Part(With(""" "temperature":1 """), "temperature"));

    [Fact]
    public void Without_a_limit_the_model_may_use_all_it_has()
    {
        Assert.Equal("64000", new Translating { Options = new() }.Part(With(""" "n":1 """), "max_tokens"));
        Assert.Equal("4096", new Translating { Options = new(), Model = "some-model" }.Part(With(""" "n":1 """), "max_tokens"));
    }

    [Theory]
    [InlineData(21_333, StreamUpstream.Auto, false)]
    [InlineData(21_334, StreamUpstream.Auto, true)]
    [InlineData(10, StreamUpstream.Always, true)]
    [InlineData(99_999, StreamUpstream.Never, false)]
    public void Long_answers_are_streamed_upstream(int maxTokens, StreamUpstream mode, bool streamed)
    {
        var (body, result) = new Translating { Target = target => target with { StreamUpstream = mode } }.Run(With($""" "max_tokens":{maxTokens} """));

        Assert.Equal(streamed, result.StreamUpstream);
        Assert.Equal(streamed, body.Contains("\"stream\":true", StringComparison.Ordinal));
        Assert.False(result.Plan.Stream);
    }

    [Fact]
    public void A_client_that_streams_is_always_streamed() =>
        Assert.True(new Translating { Target = target => target with { StreamUpstream = StreamUpstream.Never } }.Run(With(""" "stream":true """)).Result.StreamUpstream);

    [Fact]
    public void A_limit_above_the_models_is_lowered_only_where_the_alias_says_so()
    {
        Assert.Equal("99999", new Translating { Model = "claude-sonnet-4-5" }.Part(With(""" "max_tokens":99999 """), "max_tokens"));
        Assert.Equal("64000", new Translating { Options = new() { ClampMaxTokens = true } }.Part(With(""" "max_tokens":99999 """), "max_tokens"));
    }

    [Fact]
    public void Betas_of_backend_and_client_are_joined_once_each_where_allowed()
    {
        var translating = new Translating
        {
            ClientBetas = "b, a",
            Target = target => target with { Betas = ["a"], AllowClientBetas = true },
        };

        Assert.Equal(["a", "b", "c"], translating.Run(With(""" "betas":["c","a","evil\r\nheader: x"] """)).Result.Betas);
        var refused = (translating with { Target = target => target with { Betas = ["a"] } }).Run(With(""" "n":1 """)).Result;
        Assert.Equal(["a"], refused.Betas);
        Assert.Equal("dropped=anthropic-beta", refused.Loss.ToString());
    }
}
