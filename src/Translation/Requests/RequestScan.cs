using System.Runtime.InteropServices;

namespace Orleans.Gateway.Translation.Requests;

/// <summary>
/// What the gateway itself reads of a Chat Completions request, found in one pass over the client's bytes, which also proves that the
/// bytes are well-formed: JSON, UTF-8, no duplicate top-level key, no escaped spelling of a key that is read here, depth at most 64.
/// </summary>
/// <remarks>Ranges are byte offsets into the scanned body; an empty range (0..0) means that the field is absent.</remarks>
public sealed record RequestScan
{
    /// <summary>In bytes, quotes included: texts from this length on are remembered, so that who reads them next need not search for their ends again.</summary>
    public const int LongText = 2048;

    private List<(int Start, int End)>? _longTexts;

    /// <summary>The value of <c>model</c>, unescaped; null when absent (some clients name it in the path).</summary>
    public string? Model { get; internal set; }

    /// <summary>The value of <c>model</c> as it stands in the body, quotes included.</summary>
    public (int Start, int Length) ModelValue { get; internal set; }

    /// <summary>Whether <c>stream</c> is true.</summary>
    public bool Stream { get; internal set; }

    /// <summary>The value of <c>stream_options</c> as it stands in the body.</summary>
    public (int Start, int Length) StreamOptions { get; internal set; }

    /// <summary>Whether <c>stream_options.include_usage</c> is true.</summary>
    public bool IncludeUsage { get; internal set; }

    /// <summary>The value of <c>stream_options.include_usage</c> as it stands in the body.</summary>
    public (int Start, int Length) IncludeUsageValue { get; internal set; }

    /// <summary><c>max_completion_tokens</c>, else <c>max_tokens</c>; null when neither is a positive integer.</summary>
    public int? MaxTokens { get; internal set; }

    /// <summary>The value of <c>messages</c> as it stands in the body.</summary>
    public (int Start, int Length) Messages { get; internal set; }

    /// <summary>The value of <c>tools</c> as it stands in the body.</summary>
    public (int Start, int Length) Tools { get; internal set; }

    /// <summary>The value of <c>prompt_cache_key</c> as it stands in the body.</summary>
    public (int Start, int Length) PromptCacheKey { get; internal set; }

    /// <summary>The value of <c>user</c> as it stands in the body.</summary>
    public (int Start, int Length) User { get; internal set; }

    /// <summary>Offset of the byte after the opening brace: where a missing field is spliced in.</summary>
    public int ObjectStart { get; internal set; }

    /// <summary>Whether the object has no fields at all.</summary>
    public bool IsEmpty { get; internal set; }

    /// <summary>Where the long strings are that are values, quotes included. Those of one field stand together, from first to last.</summary>
    public ReadOnlySpan<(int Start, int End)> LongTexts => CollectionsMarshal.AsSpan(_longTexts);

    internal void AddLongText(int start, int end) => (_longTexts ??= []).Add((start, end));
}
