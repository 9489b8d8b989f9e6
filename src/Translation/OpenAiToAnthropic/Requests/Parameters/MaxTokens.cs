using System.Text;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>The limit on the answer, which the provider insists on and OpenAI does not. On both sides it includes reasoning.</summary>
internal static class MaxTokens
{
    // For a server that nothing is known about: what the smallest models of the format's first days could do.
    private const int Unknown = 4_096;

    /// <returns>The limit, and whether it is the gateway's own choice.</returns>
    public static (int Value, bool IsOwn) Read(Draft draft)
    {
        var can = draft.Can.MaxOutputTokens;
        var clients = Clients(draft, RequestField.MaxCompletionTokens, "max_completion_tokens")
            ?? Clients(draft, RequestField.MaxTokens, "max_tokens");
        if (clients is not { } value)
        {
            var own = draft.Options.DefaultMaxTokens ?? can ?? Unknown;
            return (Math.Max(1, Math.Min(own, draft.Repairs.MaxTokens ?? own)), true);
        }

        if (draft.Options.ClampMaxTokens && value > can)
        {
            draft.Loss.Changed("max_tokens");
            return (can.Value, false);
        }

        return (value, false);
    }

    // Zero is refused here: the provider takes it for "warm the cache and answer nothing".
    private static int? Clients(Draft draft, RequestField field, string name)
    {
        var value = draft[field];
        if (value.IsNothing)
        {
            return null;
        }

        if (!value.TryGetInt64(out var number))
        {
            throw value.Kind == JsonKind.Number && value.Raw.Length > 18
                ? Reject.Above(name, "integer", "2147483647", Encoding.UTF8.GetString(value.Raw))
                : Reject.Type(name, "an integer", value);
        }

        return number switch
        {
            < 1 => throw Reject.Below(name, "integer", "1", Encoding.UTF8.GetString(value.Raw)),
            > int.MaxValue => throw Reject.Above(name, "integer", "2147483647", Encoding.UTF8.GetString(value.Raw)),
            _ => (int)number,
        };
    }
}
