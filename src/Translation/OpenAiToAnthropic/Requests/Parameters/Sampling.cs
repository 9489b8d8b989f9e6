using System.Text;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes <c>temperature</c>, <c>top_p</c> and <c>top_k</c>, as far as the model takes them and its thinking leaves them.</summary>
internal static class Sampling
{
    public static void Write(Draft draft, in Reasoning reasoning)
    {
        var thinks = reasoning.IsActive;
        var temperature = WriteTemperature(draft, thinks);
        WriteTopP(draft, thinks, temperature);
        WriteTopK(draft, thinks);
    }

    private static bool WriteTemperature(Draft draft, bool thinks)
    {
        var value = draft[RequestField.Temperature];
        if (value.IsNothing)
        {
            return false;
        }

        var number = Number(value, "temperature", 2);
        if (!draft.Target.TakesSampling || draft.Can.Sampling == SamplingSupport.None || thinks)
        {
            draft.Drop("temperature");
            return false;
        }

        // OpenAI's range ends at 2, the provider's at 1. Clamped, not scaled: 1 must keep its meaning.
        draft.Out.Raw("\"temperature\":"u8);
        draft.Out.Raw(number > 1 ? "1"u8 : value.Raw);
        draft.Out.Raw((byte)',');
        if (number > 1)
        {
            draft.Loss.Changed("temperature");
        }

        return true;
    }

    private static void WriteTopP(Draft draft, bool thinks, bool hasTemperature)
    {
        var value = draft[RequestField.TopP];
        if (value.IsNothing)
        {
            return;
        }

        var number = Number(value, "top_p", 1);
        if (number >= 1)
        {
            return; // It asks for nothing.
        }

        // While it thinks, a model takes only the top of the range.
        if (!draft.Target.TakesSampling || draft.Can.Sampling == SamplingSupport.None || (thinks && number < 0.95)
            || (hasTemperature && draft.Can.Sampling == SamplingSupport.One))
        {
            draft.Drop("top_p");
            return;
        }

        draft.Out.Raw("\"top_p\":"u8);
        draft.Out.Raw(value.Raw);
        draft.Out.Raw((byte)',');
    }

    private static void WriteTopK(Draft draft, bool thinks)
    {
        var value = draft[RequestField.TopK];
        if (value.IsNothing)
        {
            return;
        }

        if (!value.TryGetInt64(out var number))
        {
            throw Reject.Type("top_k", "an integer", value);
        }

        if (number <= 0)
        {
            return; // Other servers' way to say "off".
        }

        if (!draft.Target.TakesSampling || draft.Can.Sampling == SamplingSupport.None || thinks)
        {
            draft.Drop("top_k");
            return;
        }

        draft.Out.Raw("\"top_k\":"u8);
        draft.Out.Number(number);
        draft.Out.Raw((byte)',');
    }

    private static double Number(JsonValue value, string name, int most)
    {
        if (!value.TryGetDouble(out var number))
        {
            throw Reject.Type(name, "a decimal", value);
        }

        return number < 0 ? throw Reject.Below(name, "decimal", "0", Encoding.UTF8.GetString(value.Raw))
            : number > most ? throw Reject.Above(name, "decimal", most == 1 ? "1" : "2", Encoding.UTF8.GetString(value.Raw))
            : number;
    }
}
