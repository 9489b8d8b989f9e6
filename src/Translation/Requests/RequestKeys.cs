using System.Collections.Frozen;
using System.Text;

namespace Orleans.Gateway.Translation.Requests;

/// <summary>The top-level fields that some part of the gateway reads, on some path.</summary>
internal static class RequestKeys
{
    private const int LongestName = 32;

    // At most 64: the duplicates among them are found with one bit each.
    private static readonly string[] Names =
    [
        "model", "messages", "stream", "stream_options", "max_tokens", "max_completion_tokens", "user", "temperature", "top_p", "top_k", "n", "stop", "seed",
        "tools", "tool_choice", "parallel_tool_calls", "functions", "function_call", "response_format", "reasoning_effort", "reasoning", "verbosity", "thinking",
        "output_config", "context_management", "frequency_penalty", "presence_penalty", "logit_bias", "logprobs", "top_logprobs", "modalities", "audio",
        "prediction", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "web_search_options", "system",
        "stop_sequences", "cache_control", "mcp_servers", "container", "betas", "inference_geo", "speed", "min_p", "top_a", "repetition_penalty", "provider",
        "plugins", "transforms", "models", "route", "include_reasoning", "extra_body", "moderation", "fallbacks",
        "anthropic_beta", "thinking_budget", "thinking_budget_tokens", "prompt_cache_options",
    ];

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Exact =
        Names.Index().ToFrozenDictionary(name => name.Item, name => name.Index).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Folded =
        Names.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A number below 64 for each known name; -1 for all others.</summary>
    public static int IndexOf(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
        {
            return -1;
        }

        Span<char> text = stackalloc char[LongestName];
        return Ascii.ToUtf16(name, text, out var length) == System.Buffers.OperationStatus.Done && Exact.TryGetValue(text[..length], out var index) ? index : -1;
    }

    /// <summary>Whether a provider that ignores case would take the name for a known one. Go's decoder does, its fold of U+017F to s and of U+212A to k included.</summary>
    public static bool IsLookalike(string name) =>
        name.Length <= LongestName && Folded.Contains(name.Replace('\u017F', 's').Replace('\u212A', 'k'));
}
