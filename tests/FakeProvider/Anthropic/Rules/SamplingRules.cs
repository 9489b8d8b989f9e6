using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

internal static class SamplingRules
{
    private static readonly string[] Names = ["temperature", "top_p", "top_k"];

    internal static IEnumerable<string> Check(MessagesRequest request)
    {
        var body = request.Body;
        foreach (var name in Names.Where(name => body.Get(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Number)))
        {
            yield return $"{name}: Input should be a valid number";
        }

        var given = Names.Where(name => body.Has(name, JsonValueKind.Number)).ToDictionary(name => name, name => body.Get(name).GetDouble());
        foreach (var name in given.Keys.Where(_ => request.IsNewVersion))
        {
            yield return $"{name}: Extra inputs are not permitted";
        }

        foreach (var (name, value) in given.Where(one => one.Key != "top_k" && one.Value is < 0 or > 1))
        {
            yield return $"{name}: range: 0..1";
        }

        if (given.TryGetValue("top_k", out var topK) && (topK < 0 || topK != Math.Floor(topK)))
        {
            yield return "top_k: Input should be greater than or equal to 0";
        }

        foreach (var name in given.Where(one => request.Family.Sampling is Sampling.None && !IsDefault(one.Key, one.Value)).Select(one => one.Key))
        {
            yield return $"`{name}` is deprecated for this model.";
        }

        if (request.Family.Sampling is Sampling.OneOfBoth && given.ContainsKey("temperature") && given.ContainsKey("top_p"))
        {
            yield return "`temperature` and `top_p` cannot both be specified for this model. Please use only one.";
        }

        if (!request.AsksForThinking)
        {
            yield break;
        }

        if (given.TryGetValue("temperature", out var temperature) && temperature != 1)
        {
            yield return "`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.";
        }

        if (given.ContainsKey("top_k"))
        {
            yield return "`top_k` must be unset when thinking is enabled or in adaptive mode.";
        }

        if (given.TryGetValue("top_p", out var topP) && topP < 0.95)
        {
            yield return "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled or in adaptive mode.";
        }
    }

    private static bool IsDefault(string name, double value) => name != "top_k" && value == 1;
}
