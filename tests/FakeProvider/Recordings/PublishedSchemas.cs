using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Orleans.Gateway.FakeProvider.Recordings;

/// <summary>
/// OpenAI's own description of its answers, found through <c>GATEWAY_SCHEMA</c>, else in <c>../shared/schema</c> beside the repository.
/// Each check gives the violations, none for a valid document. A test that uses it starts with <c>Assert.SkipUnless(PublishedSchemas.Found, PublishedSchemas.Missing)</c>.
/// </summary>
public static class PublishedSchemas
{
    private static readonly (string? Path, string Missing) Folder = ReferenceFolder.Find("GATEWAY_SCHEMA", "schema");
    private static readonly Lazy<JsonSchema> Answers = Load("CreateChatCompletionResponse");
    private static readonly Lazy<JsonSchema> Chunks = Load("CreateChatCompletionStreamResponse");
    private static readonly Lazy<JsonSchema> Errors = Load("ErrorResponse");

    public static bool Found => Folder.Path is not null;

    /// <summary>The reason to skip for, unless <see cref="Found"/>.</summary>
    public static string Missing => Folder.Missing;

    /// <summary>A whole chat completion.</summary>
    public static IReadOnlyList<string> ValidateAnswer(string json) => Validate(Answers.Value, json);

    /// <summary>The JSON of one event of a streamed chat completion.</summary>
    public static IReadOnlyList<string> ValidateChunk(string json) => Validate(Chunks.Value, json);

    /// <summary>An error body, or the error object inside a stream.</summary>
    public static IReadOnlyList<string> ValidateError(string json) => Validate(Errors.Value, json);

    private static IReadOnlyList<string> Validate(JsonSchema schema, string json) =>
        [.. schema.Validate(json).SelectMany(Flatten).Distinct()];

    /// <summary>A failed alternative hides its reasons in children; those are what a reader of a failed test needs.</summary>
    private static IEnumerable<string> Flatten(ValidationError error) => error is ChildSchemaValidationError alternatives
        ? alternatives.Errors.SelectMany(alternative => alternative.Value).SelectMany(Flatten).Prepend($"{error.Path}: {error.Kind}")
        : [$"{error.Path}: {error.Kind}"];

    private static Lazy<JsonSchema> Load(string name) => new(() =>
    {
        var text = File.ReadAllText(Path.Combine(Folder.Path ?? throw new InvalidOperationException(Missing), name + ".json"));
        var schema = JObject.Parse(text.Replace("#/$defs/", "#/definitions/", StringComparison.Ordinal));
        schema["definitions"] = schema["$defs"];
        schema.Remove("$defs");

        // OpenAI itself sends a null system_fingerprint and choices without logprobs, against its own schema.
        foreach (var fingerprint in schema.SelectTokens("$..system_fingerprint").OfType<JObject>())
        {
            fingerprint["type"] = new JArray("string", "null");
        }

        foreach (var logprobs in schema.SelectTokens("$..choices.items.required[*]").Where(key => (string?)key == "logprobs").ToList())
        {
            logprobs.Remove();
        }

        // The library resolves a root that is only a reference to nothing; the definition itself becomes the root.
        var root = (JObject)schema.SelectToken("definitions." + name)!.DeepClone();
        root["definitions"] = schema["definitions"];
        return JsonSchema.FromJsonAsync(root.ToString()).GetAwaiter().GetResult();
    });
}
