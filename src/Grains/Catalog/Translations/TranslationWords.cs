using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Grains.Catalog.Translations;

/// <summary>Every choice among words that a document offers about translations.</summary>
internal static class TranslationWords
{
    public static WordTable<OnUnsupported> OnUnsupported { get; } = new(
        ("drop", Translation.OpenAiToAnthropic.OnUnsupported.Drop),
        ("reject", Translation.OpenAiToAnthropic.OnUnsupported.Reject));

    public static WordTable<PrefillMode> Prefill { get; } = new(
        ("reject", PrefillMode.Reject),
        ("drop", PrefillMode.Drop),
        ("continueAsUser", PrefillMode.ContinueAsUser));

    public static WordTable<SystemPlacement> SystemPlacement { get; } = new(
        ("inPlace", Translation.OpenAiToAnthropic.SystemPlacement.InPlace),
        ("hoist", Translation.OpenAiToAnthropic.SystemPlacement.Hoist));

    public static WordTable<StreamUpstream> StreamUpstream { get; } = new(
        ("auto", Translation.OpenAiToAnthropic.StreamUpstream.Auto),
        ("always", Translation.OpenAiToAnthropic.StreamUpstream.Always),
        ("never", Translation.OpenAiToAnthropic.StreamUpstream.Never));

    public static WordTable<SamplingSupport> Sampling { get; } = new(
        ("none", SamplingSupport.None),
        ("one", SamplingSupport.One),
        ("all", SamplingSupport.All));

    public static WordTable<ThinkingOff> ThinkingOff { get; } = new(
        ("omit", Translation.OpenAiToAnthropic.ThinkingOff.Omit),
        ("disabled", Translation.OpenAiToAnthropic.ThinkingOff.Disabled),
        ("betweenTools", Translation.OpenAiToAnthropic.ThinkingOff.BetweenTools),
        ("impossible", Translation.OpenAiToAnthropic.ThinkingOff.Impossible));

    /// <summary>As the provider spells them.</summary>
    public static WordTable<EffortLevels> Effort { get; } = new(
        ("low", EffortLevels.Low),
        ("medium", EffortLevels.Medium),
        ("high", EffortLevels.High),
        ("xhigh", EffortLevels.ExtraHigh),
        ("max", EffortLevels.Max));
}
