using System.Numerics;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Levels of effort, as models, budgets and clients know them.</summary>
internal static class Efforts
{
    /// <summary>What the model does not have becomes the next level above, else the highest below; once it has refused a level, only those below.</summary>
    public static EffortLevels Supported(Draft draft, EffortLevels wanted)
    {
        var levels = draft.Can.Effort;
        if (levels == EffortLevels.None || wanted == EffortLevels.None || (levels & wanted) != 0)
        {
            return levels & wanted;
        }

        var below = (int)levels & ((int)wanted - 1);
        var above = (int)levels & ~((int)wanted - 1);
        if (above != 0 && (below == 0 || draft.Repairs.Efforts == EffortLevels.None))
        {
            return (EffortLevels)(above & -above);
        }

        return (EffortLevels)(1 << BitOperations.Log2((uint)below));
    }

    /// <summary>A level as clients write it: <c>none</c> is <see cref="EffortLevels.None"/>.</summary>
    public static bool TryParse(JsonValue value, out EffortLevels effort)
    {
        effort = value.Is("minimal"u8) || value.Is("low"u8) ? EffortLevels.Low
            : value.Is("medium"u8) ? EffortLevels.Medium
            : value.Is("high"u8) ? EffortLevels.High
            : value.Is("xhigh"u8) ? EffortLevels.ExtraHigh
            : value.Is("max"u8) ? EffortLevels.Max
            : EffortLevels.None;
        return effort != EffortLevels.None || value.Is("none"u8);
    }

    public static int BudgetOf(EffortLevels effort) => effort switch
    {
        EffortLevels.Low => 2_048,
        EffortLevels.Medium => 10_000,
        EffortLevels.High => 16_384,
        _ => 32_768,
    };

    public static EffortLevels Of(long budget) => budget switch
    {
        < 2_048 => EffortLevels.Low,
        < 8_192 => EffortLevels.Medium,
        _ => EffortLevels.High,
    };

    public static ReadOnlySpan<byte> NameOf(EffortLevels effort) => effort switch
    {
        EffortLevels.Low => "low"u8,
        EffortLevels.Medium => "medium"u8,
        EffortLevels.High => "high"u8,
        EffortLevels.ExtraHigh => "xhigh"u8,
        _ => "max"u8,
    };
}
