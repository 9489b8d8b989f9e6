using System.Numerics;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

internal enum ThinkingKind : byte
{
    /// <summary>Nothing is sent: the model does what it does.</summary>
    Unsaid,
    Adaptive,
    Budget,
    Disabled,
    BetweenTools,

    /// <summary>The client's own <c>thinking</c>, as it stands.</summary>
    Clients,
}

/// <summary>What <c>reasoning_effort</c>, and the forms that other vendors' clients use, become.</summary>
internal struct Reasoning
{
    private const int LeastBudget = 1_024;

    private ThinkingKind _kind;
    private int _budget;

    /// <summary>The effort to send; <see cref="EffortLevels.None"/>: none.</summary>
    private EffortLevels _effort;

    private bool _isClients;
    private string? _param;

    /// <summary>Whether the client asked not to be shown any.</summary>
    public bool IsExcluded { get; private set; }

    /// <summary>Whether a token budget is sent, which tolerates neither forced calls nor a history without its thinking.</summary>
    public readonly bool IsBudget => _kind == ThinkingKind.Budget;

    /// <summary>Whether the client itself asked for a budget, so that it cannot silently be taken away.</summary>
    public readonly bool IsClientsBudget => IsBudget && _isClients;

    public readonly bool IsActive => _kind is ThinkingKind.Adaptive or ThinkingKind.Budget or ThinkingKind.BetweenTools or ThinkingKind.Clients;

    public static Reasoning Read(Draft draft, int maxTokens)
    {
        var reasoning = default(Reasoning);
        var form = draft[RequestField.Reasoning];
        if (!form.IsNothing && !form.IsObject)
        {
            throw Reject.Type("reasoning", "an object", form);
        }

        reasoning.IsExcluded = form["exclude"u8].IsTrue;
        var thinking = draft[RequestField.Thinking];
        if (!thinking.IsNothing)
        {
            reasoning._param = "thinking";
            reasoning._isClients = true;
            reasoning.ReadThinking(draft, thinking, maxTokens);
            return reasoning;
        }

        if (TryBudget(draft, form, out var budget, out var param))
        {
            reasoning._param = param;
            reasoning._isClients = true;
            reasoning.Ask(draft, EffortOf(budget), budget, maxTokens);
            return reasoning;
        }

        var effort = draft[RequestField.ReasoningEffort];
        reasoning._param = effort.IsNothing ? "reasoning.effort" : "reasoning_effort";
        effort = effort.IsNothing ? form["effort"u8] : effort;
        if (!effort.IsNothing)
        {
            reasoning.ReadEffort(draft, effort, maxTokens);
        }
        else if (form["enabled"u8].IsTrue)
        {
            reasoning._param = "reasoning.enabled";
            reasoning.Ask(draft, EffortLevels.Medium, BudgetOf(EffortLevels.Medium), maxTokens);
        }
        else if (form["enabled"u8].Kind == JsonKind.False)
        {
            reasoning._param = "reasoning.enabled";
            reasoning.TurnOff(draft);
        }

        return reasoning;
    }

    /// <summary>Goes without thinking in this request.</summary>
    public void Drop(Draft draft)
    {
        draft.Loss.Dropped(_param!);
        _kind = ThinkingKind.Unsaid;
    }

    public readonly void WriteThinking(Draft draft)
    {
        var json = draft.Out;
        switch (_kind)
        {
            case ThinkingKind.Adaptive:
                json.Raw(draft.Options.ExposeReasoning && !IsExcluded && draft.Can.HidesThinking
                    ? "\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"},"u8
                    : "\"thinking\":{\"type\":\"adaptive\"},"u8);
                break;
            case ThinkingKind.Budget:
                json.Raw("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":"u8);
                json.Number(_budget);
                json.Raw("},"u8);
                break;
            case ThinkingKind.Disabled:
                json.Raw("\"thinking\":{\"type\":\"disabled\"},"u8);
                break;
            case ThinkingKind.BetweenTools:
                json.Raw("\"thinking\":{\"type\":\"between_tools\"},"u8);
                break;
            case ThinkingKind.Clients:
                json.Raw("\"thinking\":"u8);
                json.Raw(draft[RequestField.Thinking].Raw);
                json.Raw((byte)',');
                break;
        }
    }

    /// <summary>Writes <c>output_config</c>: the client's own, and what it does not say itself.</summary>
    public readonly void WriteOutputConfig(Draft draft)
    {
        var clients = draft[RequestField.OutputConfig];
        if (!clients.IsNothing && !clients.IsObject)
        {
            throw Reject.Type("output_config", "an object", clients);
        }

        var json = draft.Out;
        var start = json.Length;
        json.Raw("\"output_config\":{"u8);
        var first = json.Length;
        foreach (var (key, value) in clients.Properties)
        {
            if (!value.IsNothing)
            {
                WriteClients(draft, key, value);
            }
        }

        if (_effort != EffortLevels.None && clients["effort"u8].IsNothing)
        {
            json.Raw(",\"effort\":\""u8);
            json.Raw(NameOf(_effort));
            json.Raw((byte)'"');
        }

        if (draft.Format.Kind == FormatKind.Schema && clients["format"u8].IsNothing)
        {
            json.Raw(",\"format\":{\"type\":\"json_schema\",\"schema\":"u8);
            json.Raw(draft.Format.Schema);
            json.Raw((byte)'}');
        }

        if (json.Length == first)
        {
            json.CutTo(start);
            return;
        }

        json.RemoveAt(first);
        json.Raw("},"u8);
    }

    private readonly void WriteClients(Draft draft, JsonValue key, JsonValue value)
    {
        var json = draft.Out;
        json.Raw((byte)',');
        json.Raw(key.Raw);
        json.Raw((byte)':');
        if (key.Is("effort"u8) && _kind == ThinkingKind.Disabled && (value.Is("xhigh"u8) || value.Is("max"u8)))
        {
            json.Raw("\"high\""u8); // More is refused where thinking is off.
            draft.Loss.Changed("output_config.effort");
        }
        else
        {
            json.Raw(value.Raw);
        }
    }

    private void ReadThinking(Draft draft, JsonValue thinking, int maxTokens)
    {
        if (!thinking.IsObject)
        {
            throw Reject.Type("thinking", "an object", thinking);
        }

        var type = thinking["type"u8];
        var can = draft.Can;
        if (type.Is("enabled"u8))
        {
            if (!thinking["budget_tokens"u8].TryGetInt64(out var budget))
            {
                budget = BudgetOf(EffortLevels.Medium);
            }

            Ask(draft, can.BudgetThinking ? EffortLevels.None : EffortOf(budget), budget, maxTokens, preferBudget: true);
        }
        else if (type.Is("adaptive"u8) && !can.AdaptiveThinking)
        {
            Ask(draft, EffortLevels.Medium, BudgetOf(EffortLevels.Medium), maxTokens);
            draft.Loss.Changed("thinking");
        }
        else if (type.Is("disabled"u8) && can.ThinkingOff is ThinkingOff.Impossible or ThinkingOff.BetweenTools)
        {
            TurnOff(draft);
        }
        else if (type.Is("disabled"u8))
        {
            _kind = can.AdaptiveThinking || can.BudgetThinking ? ThinkingKind.Disabled : ThinkingKind.Unsaid;
        }
        else
        {
            _kind = ThinkingKind.Clients;
        }
    }

    private static bool TryBudget(Draft draft, JsonValue form, out long budget, out string param)
    {
        param = "thinking_budget";
        var value = draft[RequestField.ThinkingBudget];
        if (value.IsNothing)
        {
            param = "thinking_budget_tokens";
            value = draft[RequestField.ThinkingBudgetTokens];
        }

        if (value.IsNothing)
        {
            param = "reasoning.max_tokens";
            value = form["max_tokens"u8];
        }

        budget = 0;
        return !value.IsNothing && (value.TryGetInt64(out budget) ? true : throw Reject.Type(param, "an integer", value));
    }

    private void ReadEffort(Draft draft, JsonValue value, int maxTokens)
    {
        if (!value.IsString)
        {
            throw Reject.Type(_param!, "a string", value);
        }

        var effort = value.GetString() switch
        {
            "none" => EffortLevels.None,
            "minimal" or "low" => EffortLevels.Low,
            "medium" => EffortLevels.Medium,
            "high" => EffortLevels.High,
            "xhigh" => EffortLevels.ExtraHigh,
            "max" => EffortLevels.Max,
            var other => throw Reject.Value(_param!, other, "'none', 'minimal', 'low', 'medium', 'high', 'xhigh', and 'max'"),
        };

        if (effort == EffortLevels.None)
        {
            TurnOff(draft);
        }
        else
        {
            Ask(draft, effort, value.Is("minimal"u8) ? LeastBudget : BudgetOf(effort), maxTokens);
        }
    }

    private void TurnOff(Draft draft)
    {
        switch (draft.Can.ThinkingOff)
        {
            case ThinkingOff.Disabled:
                _kind = ThinkingKind.Disabled;
                break;
            case ThinkingOff.BetweenTools:
                _kind = ThinkingKind.BetweenTools;
                break;
            case ThinkingOff.Impossible when draft.Strict:
                throw Reject.UnsupportedValue(_param!, $"'{_param}' does not support turning reasoning off with this model.");
            case ThinkingOff.Impossible:
                _effort = Supported(draft, EffortLevels.Low);
                draft.Loss.Changed(_param!);
                break;
        }
    }

    private void Ask(Draft draft, EffortLevels effort, long budget, int maxTokens, bool preferBudget = false)
    {
        var can = draft.Can;
        if (budget == 0)
        {
            TurnOff(draft);
        }
        else if (can.BudgetThinking && (preferBudget || !can.AdaptiveThinking))
        {
            _effort = Supported(draft, effort);
            _budget = (int)Math.Min(budget, maxTokens - 1);
            _kind = _budget >= LeastBudget ? ThinkingKind.Budget : ThinkingKind.Unsaid;
            if (_budget < budget || _kind == ThinkingKind.Unsaid)
            {
                draft.Loss.Changed(_param!);
            }
        }
        else if (can.AdaptiveThinking)
        {
            _effort = Supported(draft, effort);
            var mustAsk = !can.ThinksByDefault || (draft.Options.ExposeReasoning && !IsExcluded && can.HidesThinking);
            _kind = mustAsk ? ThinkingKind.Adaptive : ThinkingKind.Unsaid;
            if (preferBudget)
            {
                draft.Loss.Changed(_param!);
            }
        }
        else
        {
            draft.Drop(_param!);
        }
    }

    // What the model does not have becomes the next level above, else the highest below; once it has refused a level, only those below.
    private static EffortLevels Supported(Draft draft, EffortLevels wanted)
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

    private static int BudgetOf(EffortLevels effort) => effort switch
    {
        EffortLevels.Low => 2_048,
        EffortLevels.Medium => 10_000,
        EffortLevels.High => 16_384,
        _ => 32_768,
    };

    private static EffortLevels EffortOf(long budget) => budget switch
    {
        < 2_048 => EffortLevels.Low,
        < 8_192 => EffortLevels.Medium,
        _ => EffortLevels.High,
    };

    private static ReadOnlySpan<byte> NameOf(EffortLevels effort) => effort switch
    {
        EffortLevels.Low => "low"u8,
        EffortLevels.Medium => "medium"u8,
        EffortLevels.High => "high"u8,
        EffortLevels.ExtraHigh => "xhigh"u8,
        _ => "max"u8,
    };
}
