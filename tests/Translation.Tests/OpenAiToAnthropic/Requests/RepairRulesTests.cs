using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class RepairRulesTests
{
    private const string Body = """{"messages":[{"role":"user","content":"x"}]}""";

    private static TranslatedRequest Sent(string body = Body, Translating? translating = null) =>
        (translating ?? new Translating { Options = new() }).Run(body).Result;

    private static ProviderFailure Failure(string message, int status = 400) =>
        new(FailureKind.Rejected, "masked") { ProviderStatus = status, RawMessage = message };

    /// <summary>The provider's words and what they teach.</summary>
    public static TheoryData<string, RepairFlags> Words => new()
    {
        { "`temperature` is deprecated for this model.", RepairFlags.NoSampling },
        { "`temperature` and `top_p` cannot both be specified for this model. Please use only one.", RepairFlags.OneSampling },
        { "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\"", RepairFlags.AdaptiveThinking },
        { "adaptive thinking is not supported on this model", RepairFlags.BudgetThinking },
        { "\"thinking.type.disabled\" is not supported for this model.", RepairFlags.ThinkingAlwaysOn },
        { "role 'system' is not supported on this model", RepairFlags.NoMidConversationSystem },
        { "Thinking may not be enabled when tool_choice forces tool use.", RepairFlags.NoThinkingWhenForced },
        { "tool_choice: type \"tool\" and \"any\" are not supported for this model.", RepairFlags.NoForcedToolChoice },
        { "messages.1.content.0: The block is bound to a different conversation", RepairFlags.NoThinkingBlocks },
        { "messages.1.content.0: Invalid `signature` in `thinking` block", RepairFlags.NoThinkingBlocks },
        { "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`.", RepairFlags.NoThinkingInToolLoop },
        { "Schema is too complex.", RepairFlags.NoStrictTools | RepairFlags.NoStructuredOutput },
        { "tools.0.custom.strict: Extra inputs are not permitted", RepairFlags.NoStrictTools },
        { "output_config: Extra inputs are not permitted", RepairFlags.NoEffort | RepairFlags.NoStructuredOutput },
        { "service_tier: Extra inputs are not permitted", RepairFlags.NoServiceTier },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void Words_teach(string message, RepairFlags flags)
    {
        var repairs = RepairRules.Match(Failure(message), default, Sent());

        Assert.Equal(flags, repairs!.Value.Flags);
    }

    [Fact]
    public void A_repair_that_did_not_help_is_not_tried_again()
    {
        var first = RepairRules.Match(Failure("role 'system' is not supported on this model"), default, Sent())!.Value;

        Assert.Null(RepairRules.Match(Failure("role 'system' is not supported on this model"), first, Sent()));
    }

    [Theory]
    [InlineData("messages: text content blocks must be non-empty", 400)]
    [InlineData("`temperature` is deprecated for this model.", 500)]
    public void Other_failures_teach_nothing(string message, int status) => Assert.Null(RepairRules.Match(Failure(message, status), default, Sent()));

    [Fact]
    public void Efforts_that_the_provider_lists_are_taken_from_the_next_lower()
    {
        var repairs = RepairRules.Match(Failure("This model does not support effort level 'xhigh'. Supported levels: high, low, max, medium"), default, Sent())!.Value;

        Assert.Equal("""{"effort":"high"}""", new Translating { Model = "claude-opus-4-8", Repairs = repairs }
            .Part("""{"messages":[{"role":"user","content":"x"}],"reasoning_effort":"xhigh"}""", "output_config"));
    }

    [Fact]
    public void The_limit_is_lowered_only_where_it_is_the_gateways_own()
    {
        const string message = "max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens for claude-x";

        var repairs = RepairRules.Match(Failure(message), default, Sent())!.Value;

        Assert.Equal("8192", new Translating { Options = new(), Repairs = repairs }.Part(Body, "max_tokens"));
        Assert.Null(RepairRules.Match(Failure(message), default, Sent("""{"max_tokens":64000,"messages":[{"role":"user","content":"x"}]}""")));
    }

    [Fact]
    public void A_beta_that_is_not_known_is_left_out()
    {
        var translating = new Translating { Target = target => target with { Betas = ["old-2024", "new-2026"] } };

        var repairs = RepairRules.Match(Failure("Unexpected value(s) `old-2024` for the `anthropic-beta` header."), default, Sent(translating: translating))!.Value;

        Assert.Equal(["new-2026"], (translating with { Repairs = repairs }).Run(Body).Result.Betas);
    }

    [Fact]
    public void A_model_that_takes_neither_form_of_thinking_is_asked_for_none()
    {
        var once = RepairRules.Match(Failure("adaptive thinking is not supported on this model"), default, Sent())!.Value;
        var twice = RepairRules.Match(Failure("thinking.type.enabled is not supported"), once, Sent())!.Value;

        Assert.Equal("absent", new Translating { Model = "claude-opus-4-8", Repairs = twice }
            .Part("""{"messages":[{"role":"user","content":"x"}],"reasoning_effort":"high"}""", "thinking"));
    }

    [Fact]
    public void What_one_conversation_taught_is_not_remembered_for_others() =>
        Assert.Equal(RepairFlags.NoSampling, new RequestRepairs { Flags = RepairFlags.NoSampling | RepairFlags.NoThinkingBlocks | RepairFlags.NoUser }.Lasting(Target("own")).Flags);

    /// <summary>A client's own fields have names that begin like the gateway's.</summary>
    [Theory]
    [InlineData("output_config.task_budget: Extra inputs are not permitted")]
    [InlineData("tools.0.custom.display_name: Extra inputs are not permitted")]
    [InlineData("tools.0.custom.strict_mode: Extra inputs are not permitted")]
    [InlineData("metadata.tier: Extra inputs are not permitted")]
    [InlineData("messages.0.content.0.text.strict: Extra inputs are not permitted")]
    [InlineData("service_tier_hint: Extra inputs are not permitted")]
    public void A_field_of_the_clients_own_teaches_nothing_of_the_model(string message) => Assert.Null(RepairRules.Match(Failure(message), default, Sent()));

    [Fact]
    public void A_beta_goes_by_its_whole_name()
    {
        var translating = new Translating { Target = target => target with { Betas = ["context-1m-2025-08-07", "old-2024"] } };

        var repairs = RepairRules.Match(Failure("Unexpected value(s) `context-1m-2025-08-07-y`, `old-2024` for the `anthropic-beta` header."), default, Sent(translating: translating))!.Value;

        Assert.Equal("old-2024", repairs.DroppedBetas);
    }

    [Fact]
    public void A_beta_that_a_client_has_asked_for_is_not_remembered() =>
        Assert.Equal("own,files-api-2025-04-14", new RequestRepairs { DroppedBetas = "own,invented,files-api-2025-04-14" }.Lasting(Target("own")).DroppedBetas);

    [Fact]
    public void What_two_calls_have_learned_at_once_is_kept_of_both()
    {
        var one = new RequestRepairs { Flags = RepairFlags.NoSampling, MaxTokens = 8_192, DroppedBetas = "a" };
        var other = new RequestRepairs { Flags = RepairFlags.NoDisplay, Efforts = EffortLevels.Low, MaxTokens = 4_096, DroppedBetas = "a,b" };

        var both = new RequestRepairs { Flags = RepairFlags.NoSampling | RepairFlags.NoDisplay, Efforts = EffortLevels.Low, MaxTokens = 4_096, DroppedBetas = "a,b" };
        Assert.Equal(both, one.And(other));
        Assert.Equal(both, other.And(one));
        Assert.Equal(one, default(RequestRepairs).And(one));
        Assert.Equal(one, one.And(default));
    }

    private static MessagesTarget Target(string beta) => new() { Model = "claude-opus-5", Capabilities = ModelFamilies.Of("claude-opus-5"), Betas = [beta] };

    /// <summary>Each repair changes the request that failed: model, request, repair, what must be gone.</summary>
    public static TheoryData<string, string, RepairFlags, string> Effects => new()
    {
        { "claude-sonnet-4-5", """ "temperature":0.5 """, RepairFlags.NoSampling, "temperature" },
        { "kimi-k2", """ "temperature":0.5,"top_p":0.5 """, RepairFlags.OneSampling, "top_p" },
        { "claude-sonnet-4-5", """ "reasoning_effort":"low","max_tokens":9000 """, RepairFlags.AdaptiveThinking, "budget_tokens" },
        { "claude-opus-4-8", """ "reasoning_effort":"low","max_tokens":9000 """, RepairFlags.BudgetThinking, "adaptive" },
        { "claude-opus-5", """ "reasoning_effort":"none" """, RepairFlags.ThinkingAlwaysOn, "disabled" },
        { "claude-opus-4-8", """ "reasoning_effort":"low" """, RepairFlags.NoDisplay, "display" },
        { "claude-opus-4-8", """ "reasoning_effort":"low" """, RepairFlags.NoEffort, "output_config" },
        { "claude-opus-5", """ "reasoning_effort":"low","tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required" """, RepairFlags.NoThinkingWhenForced, "thinking" },
        { "claude-opus-5", """ "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required" """, RepairFlags.NoForcedToolChoice, "\"any\"" },
        { "claude-opus-5", """ "service_tier":"default" """, RepairFlags.NoServiceTier, "service_tier" },
        { "claude-opus-5", """ "user":"u" """, RepairFlags.NoUser, "metadata" },
        { "claude-opus-5", """ "tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{}}}}] """, RepairFlags.NoStrictTools, "strict" },
        { "claude-opus-5", """ "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{}}}} """, RepairFlags.NoStructuredOutput, "output_config" },
    };

    [Theory]
    [MemberData(nameof(Effects))]
    public void Repair_takes_away_what_was_refused(string model, string fields, RepairFlags repair, string gone)
    {
        var translating = new Translating { Model = model };
        var body = $$$"""{"messages":[{"role":"user","content":"x"}],{{{fields}}}}""";

        Assert.Contains(gone, translating.Run(body).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(gone, (translating with { Repairs = new() { Flags = repair } }).Run(body).Body, StringComparison.Ordinal);
    }
}
