using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>OpenAI's wording of what can be wrong with a request.</summary>
internal static class Reject
{
    public static RequestRejectedException Unsupported(string param) =>
        new($"Unsupported parameter: '{param}' is not supported with this model.", param, "unsupported_parameter");

    public static RequestRejectedException UnsupportedValue(string param, string why) =>
        new($"Unsupported value: {why}", param, "unsupported_value");

    public static RequestRejectedException Missing(string param) =>
        new($"Missing required parameter: '{param}'.", param, "missing_required_parameter");

    public static RequestRejectedException Type(string param, string expected, JsonValue value) =>
        new($"Invalid type for '{param}': expected {expected}, but got {Name(value.Kind)} instead.", param, "invalid_type");

    public static RequestRejectedException Value(string param, string value, string supported) =>
        new($"Invalid value: '{Shorten(value)}'. Supported values are: {supported}.", param, "invalid_value");

    public static RequestRejectedException Empty(string param) =>
        new($"Invalid '{param}': empty string. Expected a string with minimum length 1, but got an empty string instead.", param, "empty_string");

    public static RequestRejectedException Invalid(string param, string message, string code = "invalid_value") => new(message, param, code);

    public static RequestRejectedException Below(string param, string kind, string least, string got) =>
        new($"Invalid '{param}': {kind} below minimum value. Expected a value >= {least}, but got {Shorten(got)} instead.", param, $"{kind}_below_min_value");

    public static RequestRejectedException Above(string param, string kind, string most, string got) =>
        new($"Invalid '{param}': {kind} above maximum value. Expected a value <= {most}, but got {Shorten(got)} instead.", param, $"{kind}_above_max_value");

    /// <summary>A client's own text inside a message: bounded, so that a broken request does not come back whole.</summary>
    public static string Shorten(string value) => value.Length <= 64 ? value : string.Concat(value.AsSpan(0, 64), "…");

    private static string Name(JsonKind kind) => kind switch
    {
        JsonKind.Missing or JsonKind.Null => "null",
        JsonKind.True or JsonKind.False => "a boolean",
        JsonKind.Number => "a number",
        JsonKind.String => "a string",
        JsonKind.Array => "an array",
        _ => "an object",
    };
}
