using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.OpenAi.Rules;

/// <summary>What reasoning models do not take.</summary>
internal static class ModelRules
{
    private static readonly string[] Sampling = ["temperature", "top_p", "presence_penalty", "frequency_penalty"];

    internal static IEnumerable<Refusal> Check(ChatRequest request)
    {
        var body = request.Body;
        if (!request.Reasons)
        {
            if (body.Has("reasoning_effort"))
            {
                yield return Refusal.Invalid("Unrecognized request argument supplied: reasoning_effort", null, null);
            }

            yield break;
        }

        if (body.Has("max_tokens"))
        {
            yield return Refusal.Invalid("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "max_tokens", "unsupported_parameter");
        }

        foreach (var name in Sampling.Where(name => body.Has(name, JsonValueKind.Number) && body.Get(name).GetDouble() is var value && value != (name is "temperature" or "top_p" ? 1 : 0)))
        {
            yield return Refusal.Invalid($"Unsupported value: '{name}' does not support {body.Get(name).GetRawText()} with this model. Only the default ({(name is "temperature" or "top_p" ? 1 : 0)}) value is supported.", name, "unsupported_value");
        }

        foreach (var name in new[] { "logprobs", "top_logprobs", "logit_bias" }.Where(name => body.Has(name) && body.Get(name).ValueKind is not JsonValueKind.False))
        {
            yield return Refusal.Invalid($"Unsupported parameter: '{name}' is not supported with this model.", name, "unsupported_parameter");
        }
    }
}
