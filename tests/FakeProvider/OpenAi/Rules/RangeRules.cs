using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.OpenAi.Rules;

/// <summary>Numbers in their ranges, choices among their values, and parameters that exclude each other.</summary>
internal static class RangeRules
{
    private const int MaxStops = 4;
    private const int MaxMetadata = 16;
    private static readonly (string Name, double Min, double Max)[] Decimals = [("temperature", 0, 2), ("top_p", 0, 1), ("presence_penalty", -2, 2), ("frequency_penalty", -2, 2)];
    private static readonly (string Name, long Min, long Max)[] Integers = [("max_tokens", 1, long.MaxValue), ("max_completion_tokens", 1, long.MaxValue), ("n", 1, 128), ("top_logprobs", 0, 20)];
    private static readonly string[] Efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    internal static IEnumerable<Refusal> Check(ChatRequest request) =>
    [
        .. Decimals.SelectMany(range => Decimal(request.Body, range.Name, range.Min, range.Max)),
        .. Integers.SelectMany(range => Integer(request.Body, range.Name, range.Min, range.Max)),
        .. Others(request.Body),
    ];

    private static IEnumerable<Refusal> Decimal(JsonElement body, string name, double min, double max)
    {
        if (!body.Has(name))
        {
            yield break;
        }

        var value = body.Get(name);
        if (value.ValueKind is not JsonValueKind.Number)
        {
            yield return Refusal.Invalid($"Invalid type for '{name}': expected a decimal, but got {FieldRules.KindOf(value)} instead.", name, "invalid_type");
        }
        else if (value.GetDouble() < min)
        {
            yield return Refusal.Invalid($"Invalid '{name}': decimal below minimum value. Expected a value >= {min}, but got {value.GetRawText()} instead.", name, "decimal_below_min_value");
        }
        else if (value.GetDouble() > max)
        {
            yield return Refusal.Invalid($"Invalid '{name}': decimal above maximum value. Expected a value <= {max}, but got {value.GetRawText()} instead.", name, "decimal_above_max_value");
        }
    }

    private static IEnumerable<Refusal> Integer(JsonElement body, string name, long min, long max)
    {
        if (!body.Has(name))
        {
            yield break;
        }

        var value = body.Get(name);
        if (value.ValueKind is not JsonValueKind.Number || !value.TryGetInt64(out var number))
        {
            yield return Refusal.Invalid($"Invalid type for '{name}': expected an integer, but got {FieldRules.KindOf(value)} instead.", name, "invalid_type");
        }
        else if (number < min)
        {
            yield return Refusal.Invalid($"Invalid '{name}': integer below minimum value. Expected a value >= {min}, but got {number} instead.", name, "integer_below_min_value");
        }
        else if (number > max)
        {
            yield return Refusal.Invalid($"Invalid '{name}': integer above maximum value. Expected a value <= {max}, but got {number} instead.", name, "integer_above_max_value");
        }
    }

    private static IEnumerable<Refusal> Others(JsonElement body)
    {
        if (body.Get("stop").Items().Count() > MaxStops)
        {
            yield return Refusal.Invalid($"Invalid 'stop': array too long. Expected an array with maximum length {MaxStops}, but got an array with length {body.Get("stop").GetArrayLength()} instead.", "stop", "array_above_max_length");
        }

        if (body.Get("metadata").Properties().Count() > MaxMetadata)
        {
            yield return Refusal.Invalid($"Invalid 'metadata': too many properties. Expected an object with at most {MaxMetadata} properties, but got an object with {body.Get("metadata").Properties().Count()} properties instead.", "metadata", "object_above_max_properties");
        }

        if (body.Has("max_tokens") && body.Has("max_completion_tokens"))
        {
            yield return Refusal.Invalid("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", "max_tokens", "invalid_parameter_combination");
        }

        if (body.Has("top_logprobs") && !body.Has("logprobs", JsonValueKind.True))
        {
            yield return Refusal.Invalid("The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", "top_logprobs", null);
        }

        if (body.Has("reasoning_effort") && !Efforts.Contains(body.Text("reasoning_effort")))
        {
            yield return Refusal.Invalid($"Invalid value: '{body.Text("reasoning_effort")}'. Supported values are: {string.Join(", ", Efforts.Select(effort => $"'{effort}'"))}.", "reasoning_effort", "invalid_value");
        }

        var format = body.Get("response_format");
        if (format.IsGiven() && format.Text("type") is not ("text" or "json_object" or "json_schema"))
        {
            yield return Refusal.Invalid($"Invalid value: '{format.Text("type")}'. Supported values are: 'json_object', 'json_schema', and 'text'.", "response_format.type", "invalid_value");
        }
        else if (format.Text("type") == "json_object" && !body.Get("messages").GetRawText().Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            yield return Refusal.Invalid("'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", "messages", null);
        }
        else if (format.Text("type") == "json_schema" && !format.Get("json_schema").Has("name"))
        {
            yield return Refusal.Invalid("Missing required parameter: 'response_format.json_schema.name'.", "response_format.json_schema.name", "missing_required_parameter");
        }
        else if (format.Get("json_schema").Has("strict", JsonValueKind.True) && ToolRules.StrictComplaint(format.Get("json_schema").Get("schema")) is { } complaint)
        {
            yield return Refusal.Invalid($"Invalid schema for response_format '{format.Get("json_schema").Text("name")}': {complaint}", "response_format", null);
        }
    }
}
