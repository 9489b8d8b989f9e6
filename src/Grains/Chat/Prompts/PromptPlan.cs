using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Chat.Prompts;

/// <summary>What of the calls of a product is logged, ready for calls. Never changes.</summary>
internal sealed class PromptPlan
{
    /// <summary>Instead of what must not be seen.</summary>
    private const string Redacted = "[redacted]";

    /// <summary>In characters.</summary>
    private const int LongestPattern = 500;

    private readonly Regex[] _redact;

    private PromptPlan(LoggingDefinition definition)
    {
        (Prompts, Completions, MaxBytes) = (definition.Prompts, definition.Completions, definition.MaxBytes);
        _redact = [.. definition.Redact.Select(Pattern)];
    }

    public bool Prompts { get; }

    public bool Completions { get; }

    public int MaxBytes { get; }

    /// <summary>As much of a text is read, in characters: more than is shown, so that what is redacted at the cut is found whole.</summary>
    public int MostRead => MaxBytes * 2;

    /// <summary>As much of an answer is kept, in bytes: an event of a stream is far longer than the text in it.</summary>
    public int MostKept => (64 * 1024) + (MaxBytes * 32);

    /// <summary>Null where nothing is logged.</summary>
    public static PromptPlan? Of(LoggingDefinition? definition) => definition is { Prompts: true } or { Completions: true } ? new(definition) : null;

    /// <summary>What is wrong with a regular expression; null when nothing is.</summary>
    public static string? Problem(string pattern)
    {
        if (pattern.Length is 0 or > LongestPattern)
        {
            return $"must have 1 to {LongestPattern} characters.";
        }

        try
        {
            Pattern(pattern);
            return null;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return "is no regular expression, or one that needs backtracking: no look-around, no back-references, no atomic groups. Write another.";
        }
    }

    /// <summary>The text as it may be shown.</summary>
    public string Shown(string text)
    {
        foreach (var pattern in _redact)
        {
            text = pattern.Replace(text, Redacted);
        }

        if (text.Length * 3 <= MaxBytes || Encoding.UTF8.GetByteCount(text) <= MaxBytes)
        {
            return text;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(MaxBytes);
        Encoding.UTF8.GetEncoder().Convert(text, bytes.AsSpan(0, MaxBytes), flush: false, out var used, out _, out _);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        return text[..used];
    }

    // Without backtracking: its time is linear in the text, whatever a client writes.
    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
