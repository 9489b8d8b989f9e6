using System.Buffers;
using System.Text;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>Turns a Chat Completions request into a Messages request. Pure: same input, same bytes; no clock, no I/O.</summary>
/// <remarks>
/// What the provider caches, and binds thinking to, is the prefix tools, system, messages: these come last in the body and in this order, and
/// nothing in them depends on a later turn.
/// </remarks>
public static class MessagesRequest
{
    /// <summary>The most tokens of a whole answer that the provider is asked for whole: its SDKs expect more to take over ten minutes.</summary>
    public const int MostTokensUnstreamed = 21_333;

    /// <param name="body">The client's request, scanned.</param>
    /// <param name="alias">The model name that the client asked for.</param>
    /// <param name="created">Unix seconds, for the answer.</param>
    /// <param name="remembered">The turns that <see cref="ToolCallsWithoutThinking"/> asked for; null: none.</param>
    /// <param name="continuation">The content blocks (a JSON array) of a paused answer that is to be continued; empty: none.</param>
    /// <param name="clientBetas">The client's <c>anthropic-beta</c> header.</param>
    /// <param name="output">Gets the whole body at once, after everything that can be refused has been looked at.</param>
    /// <exception cref="RequestRejectedException">The request cannot be said in Messages, or is wrong in itself.</exception>
    public static TranslatedRequest Translate(
        ReadOnlyMemory<byte> body,
        RequestScan scan,
        MessagesTarget target,
        TranslationOptions options,
        string alias,
        long created,
        RequestRepairs repairs,
        IRememberedTurns? remembered,
        ReadOnlyMemory<byte> continuation,
        string? clientBetas,
        IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);

        var draft = Draft.Rent(body, target, options, repairs, remembered);
        try
        {
            Unsupported.Check(draft);
            var (maxTokens, isOwn) = MaxTokens.Read(draft);
            draft.Tools.Read(draft);
            WebSearch.Check(draft);
            ConversationReader.Read(draft);
            draft.Format.Read(draft);
            var choice = ToolChoice.Read(draft);
            var reasoning = Reasoning.Read(draft, maxTokens);
            Conflicts.Resolve(draft, ref choice, ref reasoning);
            var stream = scan.Stream || StreamsUpstream(target, maxTokens);
            draft.Cache = CacheMarkers.Count(draft);

            Write(draft, maxTokens, stream, choice, reasoning, continuation);
            var plan = Plan(draft, scan, alias, created, reasoning);
            output.Write(draft.Out.Written);
            return new TranslatedRequest(plan, draft.Loss, Betas.Collect(draft, clientBetas), stream, maxTokens) { OwnMaxTokens = isOwn };
        }
        finally
        {
            draft.Return();
        }
    }

    /// <summary>The tool calls of the history whose thinking the client did not send back: what to look up before translating for a model that thinks.</summary>
    public static IReadOnlyList<string> ToolCallsWithoutThinking(ReadOnlyMemory<byte> body) => ForgottenThinking.Find(body);

    private static bool StreamsUpstream(MessagesTarget target, int maxTokens) => target.StreamUpstream switch
    {
        StreamUpstream.Always => true,
        StreamUpstream.Never => false,
        _ => maxTokens > MostTokensUnstreamed,
    };

    private static void Write(Draft draft, int maxTokens, bool stream, in ToolChoice choice, in Reasoning reasoning, ReadOnlyMemory<byte> continuation)
    {
        var json = draft.Out;
        json.Raw("{\"model\":\""u8);
        Json.JsonText.Encode(Encoding.UTF8.GetBytes(draft.Target.Model), json);
        json.Raw("\",\"max_tokens\":"u8);
        json.Number(maxTokens);
        json.Raw((byte)',');
        if (stream)
        {
            json.Raw("\"stream\":true,"u8);
        }

        Sampling.Write(draft, reasoning);
        StopSequences.Write(draft);
        UserId.Write(draft);
        ServiceTier.Write(draft);
        ThinkingWriter.Write(draft, reasoning);
        OutputConfigWriter.Write(draft, reasoning);
        AnthropicExtras.Write(draft);
        choice.Write(draft);
        ToolWriter.Write(draft);
        SystemWriter.Write(draft, choice.Sentences with { JsonObject = draft.Format.Kind == FormatKind.JsonObject });
        ConversationWriter.Write(draft, continuation);
        json.Raw((byte)'}');
    }

    private static AnswerPlan Plan(Draft draft, RequestScan scan, string alias, long created, in Reasoning reasoning)
    {
        var names = ToolNames.Collect(draft);
        return new AnswerPlan
        {
            Alias = alias,
            Created = created,
            Stream = scan.Stream,
            IncludeUsage = scan.IncludeUsage,
            ExposeReasoning = draft.Options.ExposeReasoning && !reasoning.IsExcluded,
            ServiceTier = !draft[RequestField.ServiceTier].IsNothing,
            LegacyFunctions = draft.Tools.IsLegacy,
            ToolNames = names.Renamed,
            CustomTools = names.Custom,
            WrappedTools = names.Wrapped,
            JsonTool = draft.Format.ToolName,
            JsonObject = draft.Format.Kind == FormatKind.JsonObject,
            ServerTools = draft.Tools.HasVerbatim || !draft[RequestField.WebSearchOptions].IsNothing || !draft[RequestField.McpServers].IsNothing
                || !draft[RequestField.ContextManagement].IsNothing,
        };
    }
}
