using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// The fields that the provider has no counterpart for. Those that only nudge the model are left out; those whose answer the client would
/// read are refused, because leaving them out would look like an answer.
/// </summary>
internal static class Unsupported
{
    public static void Check(Draft draft)
    {
        CheckStream(draft);
        CheckChoices(draft);
        CheckLogprobs(draft);
        CheckModalities(draft);
        if (!draft[RequestField.Audio].IsNothing)
        {
            throw Reject.Unsupported("audio");
        }

        if (!draft[RequestField.Moderation].IsNothing)
        {
            throw Reject.Unsupported("moderation");
        }

        DropUnlessNeutral(draft, RequestField.Seed, "seed");
        DropUnlessNeutral(draft, RequestField.PresencePenalty, "presence_penalty");
        DropUnlessNeutral(draft, RequestField.FrequencyPenalty, "frequency_penalty");
        DropUnlessNeutral(draft, RequestField.LogitBias, "logit_bias");
        Drop(draft, RequestField.Prediction, "prediction");
        Drop(draft, RequestField.Verbosity, "verbosity");
        if (draft[RequestField.Store].IsTrue)
        {
            draft.Loss.Dropped("store");
        }

        if (!draft.Options.AutoCache)
        {
            DropSilently(draft, RequestField.PromptCacheRetention, "prompt_cache_retention");
            DropSilently(draft, RequestField.PromptCacheOptions, "prompt_cache_options");
        }

        DropUnknown(draft);
    }

    private static void DropUnknown(Draft draft)
    {
        foreach (var unknown in draft.Fields.Unknown)
        {
            if (draft.Strict)
            {
                throw Reject.Invalid(unknown, $"Unknown parameter: '{unknown}'.", "unknown_parameter");
            }

            draft.Loss.Dropped(HeaderText.Of(unknown));
        }

        if (draft.Fields.HasMoreUnknown)
        {
            draft.Loss.Dropped("others");
        }
    }

    private static void CheckStream(Draft draft)
    {
        var stream = draft[RequestField.Stream];
        if (!stream.IsNothing && stream.Kind is not (JsonKind.True or JsonKind.False))
        {
            throw Reject.Type("stream", "a boolean", stream);
        }

        var options = draft[RequestField.StreamOptions];
        if (options.IsNothing)
        {
            return;
        }

        if (!options.IsObject)
        {
            throw Reject.Type("stream_options", "an object", options);
        }

        if (!stream.IsTrue)
        {
            throw Reject.Invalid("stream_options", "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
    }

    private static void CheckChoices(Draft draft)
    {
        var n = draft[RequestField.N];
        if (n.IsNothing)
        {
            return;
        }

        if (!n.TryGetInt64(out var count))
        {
            throw Reject.Type("n", "an integer", n);
        }

        if (count != 1)
        {
            throw count < 1
                ? Reject.Below("n", "integer", "1", count.ToString(System.Globalization.CultureInfo.InvariantCulture))
                : Reject.UnsupportedValue("n", $"'n' does not support {count} with this model. Only the default (1) value is supported.");
        }
    }

    private static void CheckLogprobs(Draft draft)
    {
        var top = draft[RequestField.TopLogprobs];
        if (draft[RequestField.Logprobs].IsTrue)
        {
            draft.Drop("logprobs"); // Answers say "logprobs": null, which no client takes for any.
        }

        if (!top.IsNothing && !(top.TryGetInt64(out var count) && count == 0))
        {
            draft.Drop("top_logprobs");
        }
    }

    private static void CheckModalities(Draft draft)
    {
        var modalities = draft[RequestField.Modalities];
        if (!modalities.IsNothing && !modalities.IsArray)
        {
            throw Reject.Type("modalities", "an array of strings", modalities);
        }

        foreach (var modality in modalities.Items)
        {
            if (!modality.Is("text"u8))
            {
                throw Reject.UnsupportedValue("modalities", "this model can only answer in text.");
            }
        }
    }

    private static void DropUnlessNeutral(Draft draft, RequestField field, string name)
    {
        var value = draft[field];
        var isNeutral = value.IsNothing || (value.IsObject && value.IsEmptyContainer)
            || (value.TryGetDouble(out var number) && number == 0);
        if (!isNeutral)
        {
            draft.Drop(name);
        }
    }

    private static void Drop(Draft draft, RequestField field, string name)
    {
        if (!draft[field].IsNothing)
        {
            draft.Drop(name);
        }
    }

    // A hint about cost, whose absence changes no answer: reported, never refused.
    private static void DropSilently(Draft draft, RequestField field, string name)
    {
        if (!draft[field].IsNothing)
        {
            draft.Loss.Dropped(name);
        }
    }
}
