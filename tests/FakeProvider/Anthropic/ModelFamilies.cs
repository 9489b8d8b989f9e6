using System.Text.RegularExpressions;

namespace Orleans.Gateway.FakeProvider.Anthropic;

/// <summary>Which family a model name belongs to.</summary>
internal static partial class ModelFamilies
{
    private static readonly string[] UpToHigh = ["low", "medium", "high"];
    private static readonly string[] WithoutXhigh = [.. UpToHigh, "max"];
    private static readonly string[] AllEfforts = [.. UpToHigh, "xhigh", "max"];

    private static readonly ModelFamily Claude3 = new()
    {
        MaxOutput = 8_192,
        Sampling = Sampling.Both,
        Thinking = Thinking.None,
        ShowsThinking = true,
        Prefill = true,
        StructuredOutput = false,
    };

    private static readonly ModelFamily Claude37 = Claude3 with { MaxOutput = 64_000, Thinking = Thinking.Budget };
    private static readonly ModelFamily Opus4 = Claude37 with { MaxOutput = 32_000 };
    private static readonly ModelFamily Opus41 = Opus4 with { Sampling = Sampling.OneOfBoth, StructuredOutput = true };
    private static readonly ModelFamily Claude45 = Opus41 with { MaxOutput = 64_000 };
    private static readonly ModelFamily Claude46 = Claude45 with { MaxOutput = 128_000, Thinking = Thinking.Either, Efforts = WithoutXhigh, Prefill = false };
    private static readonly ModelFamily Opus47 = new() { MaxOutput = 128_000, Efforts = AllEfforts };
    private static readonly ModelFamily Sonnet5 = Opus47 with { ThinksByDefault = true };
    private static readonly ModelFamily Opus5 = Sonnet5 with { SystemMessages = true, ThinkingOffCapsEffort = true };
    private static readonly ModelFamily Fable5 = Opus5 with { ThinkingOff = null, ForcedToolChoice = false };

    /// <summary>Null for a model that nobody knows.</summary>
    internal static ModelFamily? Of(string model)
    {
        var name = Name().Match(model);
        var line = name.Groups["line"].Value;
        return (name.Groups["old"].Success ? "3" : line, Version(name)) switch
        {
            ("3", "3-7") => Claude37,
            ("3", "3" or "3-5") => Claude3,
            ("opus" or "sonnet" or "haiku", "3-7") => Claude37,
            ("opus", "4" or "4-0") => Opus4,
            ("sonnet", "4" or "4-0") => Claude37,
            ("opus", "4-1") => Opus41,
            ("opus", "4-5") => Claude45 with { Efforts = UpToHigh },
            ("sonnet" or "haiku", "4-5") => Claude45,
            ("opus" or "sonnet", "4-6") => Claude46,
            ("opus", "4-7") => Opus47,
            ("opus", "4-8") => Opus47 with { SystemMessages = true },
            ("sonnet", "5") => Sonnet5,
            ("opus", "5") => Opus5,
            ("opus", "5-5") => Fable5 with { BoundThinking = true },
            ("sonnet", "5-5") => Fable5 with { ThinkingOff = "between_tools" },
            ("haiku", "5-5") => Opus5 with { ThinksByDefault = false },
            ("fable" or "mythos", "5") => Fable5,
            ("fable" or "mythos", "5-1") => Fable5 with { BoundThinking = true },
            _ => null,
        };
    }

    private static string Version(Match name) =>
        name.Groups["minor"].Success ? $"{name.Groups["major"].Value}-{name.Groups["minor"].Value}" : name.Groups["major"].Value;

    // claude-3-7-sonnet-20250219, claude-sonnet-4-20250514, claude-opus-4-1, claude-fable-5.1, claude-haiku-4-5@20251001; a one- or two-digit number is a version.
    [GeneratedRegex(@"^claude-(?:(?<old>(?<major>3)(?:[-.](?<minor>\d))?-(?:opus|sonnet|haiku))|(?<line>opus|sonnet|haiku|fable|mythos)-(?<major>\d{1,2})(?:[-.](?<minor>\d{1,2})(?!\d))?)(?:[-@](?:\d{8}|latest|preview))?$")]
    private static partial Regex Name();
}
