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

    private bool _isClients;
    private string? _param;

    /// <summary>The field that said it.</summary>
    public readonly string Param => _param!;

    public ThinkingKind Kind { get; private set; }

    /// <summary>In tokens.</summary>
    public int Budget { get; private set; }

    /// <summary>The effort to send; <see cref="EffortLevels.None"/>: none.</summary>
    public EffortLevels Effort { get; private set; }

    /// <summary>Whether the client asked not to be shown any.</summary>
    public bool IsExcluded { get; private set; }

    /// <summary>Whether a token budget is sent, which tolerates neither forced calls nor a history without its thinking.</summary>
    public readonly bool IsBudget => Kind == ThinkingKind.Budget;

    /// <summary>Whether the client itself asked for a budget, so that it cannot silently be taken away.</summary>
    public readonly bool IsClientsBudget => IsBudget && _isClients;

    public readonly bool IsActive => Kind is ThinkingKind.Adaptive or ThinkingKind.Budget or ThinkingKind.BetweenTools or ThinkingKind.Clients;

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
            TellUnheard(draft, form, "thinking", thinking);
            return reasoning;
        }

        var (param, asked) = AskedBudget(draft, form);
        if (!asked.IsNothing)
        {
            reasoning._param = param;
            reasoning._isClients = true;
            var budget = Integer(asked, param);
            reasoning.Ask(draft, Efforts.Of(budget), budget, maxTokens);
            TellUnheard(draft, form, param, asked);
            return reasoning;
        }

        var effort = draft[RequestField.ReasoningEffort];
        reasoning._param = effort.IsNothing ? "reasoning.effort" : "reasoning_effort";
        effort = effort.IsNothing ? form["effort"u8] : effort;
        if (!effort.IsNothing)
        {
            reasoning.ReadEffort(draft, effort, maxTokens);
            TellUnheard(draft, form, reasoning._param, effort);
        }
        else if (form["enabled"u8].IsTrue)
        {
            reasoning._param = "reasoning.enabled";
            reasoning.Ask(draft, EffortLevels.Medium, Efforts.BudgetOf(EffortLevels.Medium), maxTokens);
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
        Kind = ThinkingKind.Unsaid;
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
            var asked = thinking["budget_tokens"u8];
            var budget = asked.IsNothing ? Efforts.BudgetOf(EffortLevels.Medium) : Integer(asked, "thinking.budget_tokens");
            Ask(draft, can.BudgetThinking ? EffortLevels.None : Efforts.Of(budget), budget, maxTokens, preferBudget: true);
        }
        else if (type.Is("adaptive"u8) && !can.AdaptiveThinking)
        {
            Ask(draft, EffortLevels.Medium, Efforts.BudgetOf(EffortLevels.Medium), maxTokens);
            if (IsBudget)
            {
                draft.Loss.Changed("thinking");
            }
        }
        else if (type.Is("disabled"u8) && can.ThinkingOff is ThinkingOff.Impossible or ThinkingOff.BetweenTools)
        {
            TurnOff(draft);
        }
        else if (type.Is("disabled"u8))
        {
            Kind = can.AdaptiveThinking || can.BudgetThinking ? ThinkingKind.Disabled : ThinkingKind.Unsaid;
        }
        else
        {
            Kind = ThinkingKind.Clients;
        }
    }

    private static (string Param, JsonValue Value) AskedBudget(Draft draft, JsonValue form) =>
        draft[RequestField.ThinkingBudget] is { IsNothing: false } budget ? ("thinking_budget", budget)
        : draft[RequestField.ThinkingBudgetTokens] is { IsNothing: false } tokens ? ("thinking_budget_tokens", tokens)
        : ("reasoning.max_tokens", form["max_tokens"u8]);

    private static long Integer(JsonValue value, string param) =>
        value.TryGetInt64(out var number) ? number : throw Reject.Type(param, "an integer", value);

    // A client may say it in several forms; one of them is heard.
    private static void TellUnheard(Draft draft, JsonValue form, string heard, JsonValue value)
    {
        Tell("thinking_budget", draft[RequestField.ThinkingBudget]);
        Tell("thinking_budget_tokens", draft[RequestField.ThinkingBudgetTokens]);
        Tell("reasoning.max_tokens", form["max_tokens"u8]);
        Tell("reasoning_effort", draft[RequestField.ReasoningEffort]);
        Tell("reasoning.effort", form["effort"u8]);

        void Tell(string param, JsonValue other)
        {
            if (!other.IsNothing && param != heard && !other.Raw.SequenceEqual(value.Raw))
            {
                draft.Loss.Dropped(param);
            }
        }
    }

    private void ReadEffort(Draft draft, JsonValue value, int maxTokens)
    {
        if (!value.IsString)
        {
            throw Reject.Type(_param!, "a string", value);
        }

        if (!Efforts.TryParse(value, out var effort))
        {
            throw Reject.Value(_param!, value.GetString(), "'none', 'minimal', 'low', 'medium', 'high', 'xhigh', and 'max'");
        }

        if (effort == EffortLevels.None)
        {
            TurnOff(draft);
        }
        else
        {
            Ask(draft, effort, value.Is("minimal"u8) ? LeastBudget : Efforts.BudgetOf(effort), maxTokens);
        }
    }

    private void TurnOff(Draft draft)
    {
        switch (draft.Can.ThinkingOff)
        {
            case ThinkingOff.Disabled:
                Kind = ThinkingKind.Disabled;
                break;
            case ThinkingOff.BetweenTools:
                Kind = ThinkingKind.BetweenTools;
                break;
            case ThinkingOff.Impossible when draft.Strict:
                throw Reject.UnsupportedValue(_param!, $"'{_param}' does not support turning reasoning off with this model.");
            case ThinkingOff.Impossible:
                Effort = Efforts.Supported(draft, EffortLevels.Low);
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
            Effort = Efforts.Supported(draft, effort);
            Budget = (int)Math.Clamp(budget, 0, maxTokens - 1); // Of a client: any number of 64 bits.
            Kind = Budget >= LeastBudget ? ThinkingKind.Budget : ThinkingKind.Unsaid;
            if (Budget != budget || Kind == ThinkingKind.Unsaid)
            {
                draft.Loss.Changed(_param!);
            }
        }
        else if (can.AdaptiveThinking)
        {
            Effort = Efforts.Supported(draft, effort);
            var mustAsk = !can.ThinksByDefault || (draft.Options.ExposeReasoning && !IsExcluded && can.HidesThinking);
            Kind = mustAsk ? ThinkingKind.Adaptive : ThinkingKind.Unsaid;
            if (Effort == EffortLevels.None && !mustAsk)
            {
                draft.Drop(_param!); // The model has turned out to take no effort, and thinks anyway.
            }
            else if (_isClients || Effort == EffortLevels.None)
            {
                draft.Loss.Changed(_param!);
            }
        }
        else
        {
            draft.Drop(_param!);
        }
    }
}
