using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Writes what aliases and backends say about translations. What has its default is left out.</summary>
internal static class TranslationWriting
{
    /// <summary>The properties that stand beside an alias' targets.</summary>
    public static void WriteTranslation(this Utf8JsonWriter json, TranslationDefinition translation)
    {
        var defaults = new TranslationDefinition();
        json.WriteWord("onUnsupported", translation.OnUnsupported, defaults.OnUnsupported);
        json.WriteFlag("exposeReasoning", translation.ExposeReasoning, defaults.ExposeReasoning);
        json.WriteNumber("defaultMaxTokens", translation.DefaultMaxTokens, defaults.DefaultMaxTokens);
        json.WriteFlag("clampMaxTokens", translation.ClampMaxTokens, defaults.ClampMaxTokens);
        json.WriteWord("prefill", translation.Prefill, defaults.Prefill);
        json.WriteWord("systemPlacement", translation.SystemPlacement, defaults.SystemPlacement);
        json.WriteFlag("autoCache", translation.AutoCache, defaults.AutoCache);
        json.WriteFlag("sendUser", translation.SendUser, defaults.SendUser);
        json.WriteNumber("maxPauseContinuations", translation.MaxPauseContinuations, defaults.MaxPauseContinuations);
    }

    /// <summary>The properties of a backend that only translations read.</summary>
    public static void WriteTranslation(this Utf8JsonWriter json, BackendDefinition backend)
    {
        var defaults = new BackendDefinition { Format = backend.Format };
        json.WriteWord("streamUpstream", backend.StreamUpstream, defaults.StreamUpstream);
        if (backend.Capabilities is { } capabilities)
        {
            json.WriteStartObject("capabilities");
            WriteCapabilities(json, capabilities);
            json.WriteEndObject();
        }

        json.WriteFlag("allowClientBetas", backend.AllowClientBetas, defaults.AllowClientBetas);
        json.WriteFlag("webSearch", backend.WebSearch, defaults.WebSearch);
        json.WriteFlag("allowFileIds", backend.AllowFileIds, defaults.AllowFileIds);
    }

    private static void WriteCapabilities(Utf8JsonWriter json, CapabilitiesDefinition capabilities)
    {
        json.WriteText("family", capabilities.Family);
        json.WriteNumber("maxOutputTokens", capabilities.MaxOutputTokens, null);
        json.WriteText("sampling", capabilities.Sampling);
        json.WriteFlag("budgetThinking", capabilities.BudgetThinking, null);
        json.WriteFlag("adaptiveThinking", capabilities.AdaptiveThinking, null);
        json.WriteFlag("thinksByDefault", capabilities.ThinksByDefault, null);
        json.WriteText("thinkingOff", capabilities.ThinkingOff);
        json.WriteFlag("hidesThinking", capabilities.HidesThinking, null);
        if (capabilities.Effort is { } effort)
        {
            json.WriteTexts("effort", effort);
        }

        json.WriteFlag("forcedToolChoice", capabilities.ForcedToolChoice, null);
        json.WriteFlag("prefill", capabilities.Prefill, null);
        json.WriteFlag("structuredOutput", capabilities.StructuredOutput, null);
        json.WriteFlag("strictTools", capabilities.StrictTools, null);
        json.WriteFlag("midConversationSystem", capabilities.MidConversationSystem, null);
        json.WriteFlag("priorityTier", capabilities.PriorityTier, null);
    }
}
