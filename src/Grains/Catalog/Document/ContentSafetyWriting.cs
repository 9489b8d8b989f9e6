using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Writes <c>contentSafety</c>. What has its default is left out.</summary>
internal static class ContentSafetyWriting
{
    public static void WriteContentSafety(this Utf8JsonWriter json, ContentSafetyDefinition? safety)
    {
        if (safety is null)
        {
            return;
        }

        var defaults = new ContentSafetyDefinition { Endpoint = "" };
        json.WriteStartObject("contentSafety");
        json.WriteString("endpoint", safety.Endpoint);
        DocumentWriter.WriteCredentials(json, safety.Credentials);
        if (safety.Categories.Count > 0)
        {
            json.WriteStartObject("categories");
            foreach (var (category, threshold) in safety.Categories.InOrder())
            {
                json.WriteNumber(category, threshold);
            }

            json.WriteEndObject();
        }

        json.WriteWord("outputType", safety.OutputType, defaults.OutputType);
        if (safety.Blocklists.Count > 0)
        {
            json.WriteTexts("blocklists", safety.Blocklists);
        }

        json.WriteFlag("shieldPrompt", safety.ShieldPrompt, defaults.ShieldPrompt);
        json.WriteFlag("prompts", safety.Prompts, defaults.Prompts);
        json.WriteFlag("completions", safety.Completions, defaults.Completions);
        json.WriteNumber("windowSize", safety.WindowSize, defaults.WindowSize);
        json.WriteNumber("windowOverlap", safety.WindowOverlap, defaults.WindowOverlap);
        json.WriteWord("onFailure", safety.OnFailure, defaults.OnFailure);
        json.WriteTime("timeout", safety.Timeout, defaults.Timeout);
        json.WriteTime("rememberFor", safety.RememberFor, defaults.RememberFor);
        json.WriteEndObject();
    }
}
