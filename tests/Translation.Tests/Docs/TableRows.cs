using System.Globalization;
using System.Text;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.Docs;

/// <summary>The code's own tables as docs/formats.md shows them.</summary>
internal static class TableRows
{
    /// <summary>A model's name: what it is taken to be able to do.</summary>
    public static string[] Model(string[] input)
    {
        var can = ModelFamilies.Of(DocTable.Code(input[0]));
        return
        [
            can.MaxOutputTokens?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown (4,096 are asked for)",
            can.Sampling switch { SamplingSupport.All => "all", SamplingSupport.One => "one of `temperature` and `top_p`", _ => "none" },
            (can.BudgetThinking, can.AdaptiveThinking) switch { (true, true) => "budget, adaptive", (true, false) => "budget", (false, true) => "adaptive", _ => "none" }
                + (can.ThinksByDefault ? ", on by default" : ""),
            !can.Thinks ? "–" : can.ThinkingOff switch { ThinkingOff.Omit => "yes", ThinkingOff.Disabled => "`disabled`", ThinkingOff.BetweenTools => "`between_tools`", _ => "no" },
            can.Effort switch { EffortLevels.None => "–", EffortLevels.UpToHigh => "low to high", EffortLevels.All => "low to max", _ => "low to high, max" },
            Yes(can.ForcedToolChoice), Yes(can.Prefill), Yes(can.StructuredOutput && can.StrictTools), Yes(can.MidConversationSystem), Yes(can.PriorityTier),
        ];
    }

    /// <summary>A kind of failure: what the client gets and what the gateway does.</summary>
    public static string[] Failure(string[] input)
    {
        var kind = Enum.Parse<FailureKind>(DocTable.Code(input[0]));
        var row = FailureTable.Of(kind);
        return [$"{row.Status}", $"`{row.Type}`", row.Code is null ? "`null`" : $"`{row.Code}`", row.LargerOnly ? "with a larger context window" : Yes(row.TryNext), Yes(row.SameBackend), FailureText.Of(kind)];
    }

    /// <summary>A provider's status and body: what kind of failure it is in either format.</summary>
    public static string[] Status(string[] input)
    {
        var status = int.Parse(input[0], CultureInfo.InvariantCulture);
        var body = Encoding.UTF8.GetBytes(input[1] == "–" ? "" : DocTable.Code(input[1]));
        var anthropic = MessagesError.Read(status, null, null, null, DateTimeOffset.UnixEpoch, body).Kind;
        var openAi = OpenAiError.Read(status, null, null, null, DateTimeOffset.UnixEpoch, body).Kind;
        return [$"`{anthropic}`", $"`{openAi}`"];
    }

    /// <summary>A refusal of a provider: what is changed before the same backend is asked again.</summary>
    public static string[] Repair(string[] input)
    {
        var failure = FailureText.Failure(FailureKind.Rejected) with { ProviderStatus = 400, RawMessage = DocTable.Code(input[0]) };
        var sent = new TranslatedRequest(new AnswerPlan { Alias = "a", Created = 0 }, new Translation.Requests.TranslationLoss(), ["x-beta-1"], false, 64_000) { OwnMaxTokens = true };
        var repairs = RepairRules.Match(failure, default, sent);
        return repairs switch
        {
            null => ["nothing"],
            { MaxTokens: { } most } => [$"`max_tokens` at most {most}"],
            { DroppedBetas: { } betas } => [$"without the beta `{betas}`"],
            { Efforts: not EffortLevels.None } efforts => [$"effort: {efforts.Efforts}"],
            { } other => [$"`{other.Flags.ToString().Replace(", ", "`, `", StringComparison.Ordinal)}`"],
        };
    }

    private static string Yes(bool value) => value ? "yes" : "no";
}
