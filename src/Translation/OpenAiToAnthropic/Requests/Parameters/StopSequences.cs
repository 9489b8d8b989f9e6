using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes <c>stop</c> as <c>stop_sequences</c>. Blank ones are left out: the provider refuses them.</summary>
internal static class StopSequences
{
    private const int Most = 4;

    public static void Write(Draft draft)
    {
        var stop = draft[RequestField.Stop];
        var extra = draft[RequestField.StopSequences];
        if (stop.IsNothing && extra.IsNothing)
        {
            return;
        }

        var json = draft.Out;
        var start = json.Length;
        json.Raw("\"stop_sequences\":["u8);
        var first = json.Length;
        if (stop.IsString)
        {
            Add(draft, stop, first);
        }
        else if (!stop.IsNothing)
        {
            AddAll(draft, stop, "stop", first, Most);
        }

        if (!extra.IsNothing)
        {
            AddAll(draft, extra, "stop_sequences", first, int.MaxValue);
        }

        if (json.Length == first)
        {
            json.CutTo(start);
        }
        else
        {
            json.Raw("],"u8);
        }
    }

    private static void AddAll(Draft draft, JsonValue list, string name, int first, int most)
    {
        if (!list.IsArray)
        {
            throw Reject.Type(name, "a string or an array of strings", list);
        }

        var count = 0;
        foreach (var item in list.Items)
        {
            if (item.IsNothing)
            {
                continue;
            }

            if (!item.IsString)
            {
                throw Reject.Type(name, "an array of strings", item);
            }

            if (++count > most)
            {
                throw Reject.Invalid(name, $"Invalid '{name}': array too long. Expected an array with maximum length {most}.", "array_above_max_length");
            }

            Add(draft, item, first);
        }
    }

    private static void Add(Draft draft, JsonValue text, int first)
    {
        if (JsonText.IsBlank(text.Inner))
        {
            draft.Loss.Dropped("stop");
            return;
        }

        draft.Out.Raw(draft.Out.Length > first ? ","u8 : ""u8);
        draft.Out.Raw(text.Raw);
    }
}
