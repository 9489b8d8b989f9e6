using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Capabilities;

public class ModelFamiliesTests
{
    /// <summary>Name; most tokens; sampling; budget, adaptive, prefill, forced choice, system in messages.</summary>
    public static TheoryData<string, int?, SamplingSupport, string> Names => new()
    {
        { "claude-3-haiku-20240307", 4_096, SamplingSupport.All, "prefill forced" },
        { "claude-3-5-sonnet-20241022", 8_192, SamplingSupport.All, "prefill forced" },
        { "claude-3-7-sonnet@20250219", 64_000, SamplingSupport.All, "budget prefill forced" },
        { "us.anthropic.claude-sonnet-4-20250514-v1:0", 64_000, SamplingSupport.All, "budget prefill forced" },
        { "claude-opus-4-1-20250805", 32_000, SamplingSupport.One, "budget prefill forced" },
        { "anthropic/claude-haiku-4.5", 64_000, SamplingSupport.One, "budget prefill forced" },
        { "Claude-Opus-4-6", 128_000, SamplingSupport.One, "budget adaptive forced" },
        { "claude-opus-4-7", 128_000, SamplingSupport.None, "adaptive forced" },
        { "claude-opus-4-8", 128_000, SamplingSupport.None, "adaptive forced system" },
        { "claude-sonnet-5", 128_000, SamplingSupport.None, "adaptive forced" },
        { "claude-opus-5", 128_000, SamplingSupport.None, "adaptive forced system" },
        { "claude-opus-5-5", 128_000, SamplingSupport.None, "adaptive system" },
        { "claude-sonnet-5-5-20261101", 128_000, SamplingSupport.None, "adaptive system" },
        { "claude-haiku-5-5", 128_000, SamplingSupport.None, "adaptive forced system" },
        { "claude-fable-5", 128_000, SamplingSupport.None, "adaptive system" },
        { "claude-mythos-preview", 128_000, SamplingSupport.None, "adaptive system" },
        { "claude-opus-9", 128_000, SamplingSupport.None, "adaptive system" },
        { "claude-saga-7-1", 128_000, SamplingSupport.None, "adaptive system" },
        { "kimi-k2", null, SamplingSupport.All, "prefill forced" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Name_tells_the_family(string name, int? most, SamplingSupport sampling, string takes)
    {
        var can = ModelFamilies.Of(name);

        Assert.Equal((most, sampling), (can.MaxOutputTokens, can.Sampling));
        Assert.Equal(takes, string.Join(' ', new[]
        {
            can.BudgetThinking ? "budget" : null, can.AdaptiveThinking ? "adaptive" : null, can.Prefill ? "prefill" : null,
            can.ForcedToolChoice ? "forced" : null, can.MidConversationSystem ? "system" : null,
        }.Where(word => word is not null)));
    }

    [Fact]
    public void An_operator_knows_better_than_the_table()
    {
        var table = ModelFamilies.Of("claude-opus-4-7");

        Assert.Equal(table, new CapabilityOverrides().Over(table));
        Assert.Equal(table with { Prefill = true, MaxOutputTokens = 9 }, new CapabilityOverrides { Prefill = true, MaxOutputTokens = 9 }.Over(table));
    }
}
