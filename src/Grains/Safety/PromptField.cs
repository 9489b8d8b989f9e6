using System.Collections.Frozen;
using System.Text.Json;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>How a field at the top of a request is judged.</summary>
internal enum PromptField
{
    /// <summary>As what surrounds the messages. Any field that is not named here: the body reaches a provider to the byte, and a model may read it.</summary>
    Other,
    Messages,

    /// <summary>As a message.</summary>
    Said,

    /// <summary>A JSON schema, or something that holds some.</summary>
    Schema,

    /// <summary>Not at all: no model reads it.</summary>
    Unread,
}

/// <summary>The closed list of fields that are not judged like any other.</summary>
internal static class PromptFields
{
    /// <remarks>
    /// What is unread names a model, a caller or a price, says where an answer ends, or picks among tools that are judged where they are described.
    /// The effort of reasoning is none of it: some templates write it into the prompt as it came. Its usual words are <see cref="ProtocolWords"/>.
    /// </remarks>
    private static readonly FrozenDictionary<string, PromptField>.AlternateLookup<ReadOnlySpan<char>> Known = new Dictionary<string, PromptField>
    {
        ["messages"] = PromptField.Messages,
        ["prediction"] = PromptField.Said,
        ["system"] = PromptField.Said,
        ["tools"] = PromptField.Schema,
        ["functions"] = PromptField.Schema,
        ["response_format"] = PromptField.Schema,
        ["output_config"] = PromptField.Schema,
        ["guided_json"] = PromptField.Schema,
        ["structured_outputs"] = PromptField.Schema,
        ["model"] = PromptField.Unread,
        ["user"] = PromptField.Unread,
        ["safety_identifier"] = PromptField.Unread,
        ["metadata"] = PromptField.Unread,
        ["stop"] = PromptField.Unread,
        ["stop_sequences"] = PromptField.Unread,
        ["stream_options"] = PromptField.Unread,
        ["logit_bias"] = PromptField.Unread,
        ["modalities"] = PromptField.Unread,
        ["audio"] = PromptField.Unread,
        ["tool_choice"] = PromptField.Unread,
        ["function_call"] = PromptField.Unread,
        ["thinking"] = PromptField.Unread,
        ["moderation"] = PromptField.Unread,
        ["service_tier"] = PromptField.Unread,
        ["speed"] = PromptField.Unread,
        ["inference_geo"] = PromptField.Unread,
        ["container"] = PromptField.Unread,
        ["betas"] = PromptField.Unread,
        ["anthropic_beta"] = PromptField.Unread,
        ["cache_control"] = PromptField.Unread,
        ["prompt_cache_key"] = PromptField.Unread,
        ["prompt_cache_retention"] = PromptField.Unread,
        ["prompt_cache_options"] = PromptField.Unread,
        ["api_key"] = PromptField.Unread,
    }.ToFrozenDictionary().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="name">A reader that stands on the name.</param>
    public static PromptField Of(in Utf8JsonReader name)
    {
        Span<char> letters = stackalloc char[ProtocolWords.Longest];
        var text = ProtocolWords.Read(name, letters);
        return Known.TryGetValue(text, out var field) ? field : text.EndsWith("_id") ? PromptField.Unread : PromptField.Other;
    }
}
