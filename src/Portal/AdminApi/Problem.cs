using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.AdminApi;

/// <summary>Why something did not work, in the words of the admin API.</summary>
/// <param name="Fields">What is wrong with which property, where it is about properties.</param>
public sealed record Problem(int Status, string Title, string Detail, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public static Problem Unreachable { get; } = new(0, "No answer", "The admin API of this node did not answer. Try again in a moment.", []);

    public static Problem Nameless { get; } = new(404, "Not found", "Nothing has this name: '.' and '..' cannot be names.", []);

    public string Sentence => Detail.Length > 0 ? Detail : Title;

    public static Problem Of(int status, JsonObject? body)
    {
        var fields = (body?["errors"] as JsonObject)?
            .SelectMany(field => (field.Value as JsonArray)?.Select(error => KeyValuePair.Create(field.Key, $"{error}")) ?? [])
            .ToArray() ?? [];
        return new(status, $"{body?["title"] ?? $"Status {status}"}", $"{body?["detail"]}", fields);
    }
}
