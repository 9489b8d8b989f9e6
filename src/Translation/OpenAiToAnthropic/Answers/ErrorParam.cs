using System.Text;
using System.Text.RegularExpressions;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>The field that an error message of the provider begins with, in the client's names.</summary>
internal static partial class ErrorParam
{
    /// <returns>For example <c>messages[3].content[1]</c> for <c>messages.3.content.1: …</c>; null where the message names no field that the client knows.</returns>
    public static string? Of(string message)
    {
        var path = LeadingPath().Match(message) is { Success: true } match ? match.Groups[1].Value : "";
        path = ToolSchema().Replace(path, "$1.function.parameters");
        var steps = path.Split('.');
        var root = steps[0] switch
        {
            "stop_sequences" => "stop",
            "messages" or "tools" or "tool_choice" or "max_tokens" or "temperature" or "top_p" or "top_k" or "metadata" or "thinking" or "model"
                or "stream" or "service_tier" => steps[0],
            _ => null,
        };
        if (root is null)
        {
            return null;
        }

        var param = new StringBuilder(root);
        foreach (var step in steps.Skip(1))
        {
            param.Append(char.IsAsciiDigit(step[0]) ? $"[{step}]" : $".{step}");
        }

        return param.ToString();
    }

    [GeneratedRegex(@"^([a-z_]+(?:\.\d+)?(?:\.[a-z_0-9]+)*):")]
    private static partial Regex LeadingPath();

    [GeneratedRegex(@"^(tools\.\d+)(?:\.custom)?\.input_schema")]
    private static partial Regex ToolSchema();
}
