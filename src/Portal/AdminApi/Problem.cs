using System.Text.Json.Nodes;

namespace Orleans.Gateway.Portal.AdminApi;

/// <summary>Why something did not work, in the words of the admin API.</summary>
/// <param name="Fields">What is wrong with which property, where it is about properties.</param>
public sealed record Problem(int Status, string Title, string Detail, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public static Problem Unreachable { get; } = new(0, "No answer", "The admin API of this node did not answer. Try again in a moment.", []);

    public static Problem Nameless { get; } = new(404, "Not found", "Nothing has this name: '.' and '..' cannot be names.", []);

    /// <summary>What is in the way, and its page.</summary>
    public (string Text, string Href)? See { get; init; }

    /// <summary>Something new has a name that is taken.</summary>
    /// <param name="kind">With its article.</param>
    public static Problem Taken(string kind, string name, string href) => new(412, "There is such a name", $"There is {kind} '{name}' already. Choose another name, or change that one.", []) { See = (name, href) };

    public string Sentence => Detail.Length > 0 ? Detail : Title;

    public static Problem Of(int status, JsonObject? body)
    {
        var fields = (body?["errors"] as JsonObject)?
            .SelectMany(field => (field.Value as JsonArray)?.Select(error => KeyValuePair.Create(field.Key, $"{error}")) ?? [])
            .ToArray() ?? [];
        return new(status, $"{body?["title"] ?? $"Status {status}"}", $"{body?["detail"]}", fields);
    }
}
