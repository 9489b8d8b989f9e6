using System.Runtime.CompilerServices;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Every top-level field that has a rule; the last group are Anthropic's own, which clients send through OpenAI's surface.</summary>
internal enum RequestField
{
    Unknown,
    Model, Messages, MaxTokens, MaxCompletionTokens, Temperature, TopP, TopK, N, Stop, Stream, StreamOptions,
    Tools, ToolChoice, ParallelToolCalls, Functions, FunctionCall, ResponseFormat, ReasoningEffort, User, SafetyIdentifier,
    Metadata, Seed, PresencePenalty, FrequencyPenalty, LogitBias, Logprobs, TopLogprobs, Modalities, Audio, Prediction, Store,
    ServiceTier, WebSearchOptions, Verbosity, PromptCacheKey, PromptCacheRetention, PromptCacheOptions, Moderation,
    Thinking, OutputConfig, CacheControl, System, StopSequences, Speed, InferenceGeo, Container, ContextManagement, McpServers,
    Betas, AnthropicBeta, Reasoning, ThinkingBudget, ThinkingBudgetTokens,
    Count,
}

/// <summary>The top-level values of one request, by field.</summary>
internal struct RequestFields
{
    // All of them are named where they are reported lost, in one header; nobody sends so many by mistake.
    private const int MostUnknown = 32;

    private Slots _slots;
    private JsonTape? _tape;
    private List<string>? _unknown;

    /// <summary>The fields that have no rule, in the client's order: the first 32.</summary>
    public readonly IReadOnlyList<string> Unknown => _unknown ?? (IReadOnlyList<string>)[];

    /// <summary>Whether there are still more of them.</summary>
    public bool HasMoreUnknown { get; private set; }

    public readonly JsonValue this[RequestField field]
    {
        get
        {
            var index = _slots[(int)field];
            return index == 0 ? default : new JsonValue(_tape!, index);
        }
    }

    public static RequestFields Read(JsonTape tape)
    {
        var fields = new RequestFields { _tape = tape };
        Span<char> name = stackalloc char[32];
        foreach (var (key, value) in tape.Root.Properties)
        {
            var field = key.Inner.Length <= name.Length ? Of(Widen(key.Inner, name)) : RequestField.Unknown;
            if (field == RequestField.Unknown && !value.IsNothing)
            {
                fields.AddUnknown(key);
            }

            fields._slots[(int)field] = value.Index;
        }

        return fields;
    }

    private void AddUnknown(JsonValue key)
    {
        if (_unknown is { Count: MostUnknown })
        {
            HasMoreUnknown = true;
            return;
        }

        (_unknown ??= []).Add(Reject.Shorten(key.GetString()));
    }

    private static ReadOnlySpan<char> Widen(ReadOnlySpan<byte> ascii, Span<char> name)
    {
        for (var i = 0; i < ascii.Length; i++)
        {
            name[i] = (char)ascii[i];
        }

        return name[..ascii.Length];
    }

    private static RequestField Of(ReadOnlySpan<char> name) => name switch
    {
        "model" => RequestField.Model,
        "messages" => RequestField.Messages,
        "max_tokens" => RequestField.MaxTokens,
        "max_completion_tokens" => RequestField.MaxCompletionTokens,
        "temperature" => RequestField.Temperature,
        "top_p" => RequestField.TopP,
        "top_k" => RequestField.TopK,
        "n" => RequestField.N,
        "stop" => RequestField.Stop,
        "stream" => RequestField.Stream,
        "stream_options" => RequestField.StreamOptions,
        "tools" => RequestField.Tools,
        "tool_choice" => RequestField.ToolChoice,
        "parallel_tool_calls" => RequestField.ParallelToolCalls,
        "functions" => RequestField.Functions,
        "function_call" => RequestField.FunctionCall,
        "response_format" => RequestField.ResponseFormat,
        "reasoning_effort" => RequestField.ReasoningEffort,
        "user" => RequestField.User,
        "safety_identifier" => RequestField.SafetyIdentifier,
        "metadata" => RequestField.Metadata,
        "seed" => RequestField.Seed,
        "presence_penalty" => RequestField.PresencePenalty,
        "frequency_penalty" => RequestField.FrequencyPenalty,
        "logit_bias" => RequestField.LogitBias,
        "logprobs" => RequestField.Logprobs,
        "top_logprobs" => RequestField.TopLogprobs,
        "modalities" => RequestField.Modalities,
        "audio" => RequestField.Audio,
        "prediction" => RequestField.Prediction,
        "store" => RequestField.Store,
        "service_tier" => RequestField.ServiceTier,
        "web_search_options" => RequestField.WebSearchOptions,
        "verbosity" => RequestField.Verbosity,
        "prompt_cache_key" => RequestField.PromptCacheKey,
        "prompt_cache_retention" => RequestField.PromptCacheRetention,
        "prompt_cache_options" => RequestField.PromptCacheOptions,
        "moderation" => RequestField.Moderation,
        "thinking" => RequestField.Thinking,
        "output_config" => RequestField.OutputConfig,
        "cache_control" => RequestField.CacheControl,
        "system" => RequestField.System,
        "stop_sequences" => RequestField.StopSequences,
        "speed" => RequestField.Speed,
        "inference_geo" => RequestField.InferenceGeo,
        "container" => RequestField.Container,
        "context_management" => RequestField.ContextManagement,
        "mcp_servers" => RequestField.McpServers,
        "betas" => RequestField.Betas,
        "anthropic_beta" => RequestField.AnthropicBeta,
        "reasoning" => RequestField.Reasoning,
        "thinking_budget" => RequestField.ThinkingBudget,
        "thinking_budget_tokens" => RequestField.ThinkingBudgetTokens,
        _ => RequestField.Unknown,
    };

    [InlineArray((int)RequestField.Count)]
    private struct Slots
    {
        private int _slot;
    }
}
