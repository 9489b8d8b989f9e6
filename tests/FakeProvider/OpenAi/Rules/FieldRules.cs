using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.OpenAi.Rules;

/// <summary>The top level: known parameters, and the messages are there.</summary>
internal static class FieldRules
{
    private static readonly string[] Known =
    [
        "model", "messages", "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens",
        "metadata", "modalities", "moderation", "n", "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key", "prompt_cache_options",
        "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream",
        "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
    ];

    internal static IEnumerable<Refusal> Check(ChatRequest request)
    {
        var body = request.Body;
        foreach (var unknown in body.Properties().Where(property => !Known.Contains(property.Name)))
        {
            yield return Refusal.Invalid($"Unknown parameter: '{unknown.Name}'.", unknown.Name, "unknown_parameter");
        }

        if (!body.Get("messages").IsGiven())
        {
            yield return Refusal.Invalid("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
        }
        else if (!body.Get("messages").IsList())
        {
            yield return Refusal.Invalid($"Invalid type for 'messages': expected an array of objects, but got {KindOf(body.Get("messages"))} instead.", "messages", "invalid_type");
        }
        else if (request.Messages.Count == 0)
        {
            yield return Empty("messages");
        }

        if (body.Has("stream_options") && !body.Has("stream", JsonValueKind.True))
        {
            yield return Refusal.Invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", null);
        }
    }

    internal static Refusal Empty(string param) =>
        Refusal.Invalid($"Invalid '{param}': empty array. Expected an array with minimum length 1, but got an empty array instead.", param, "empty_array");

    internal static string KindOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => json.TryGetInt64(out _) ? "an integer" : "a decimal number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
