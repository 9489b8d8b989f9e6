using System.Text;
using System.Text.Json;

namespace Orleans.Gateway.FakeProvider.Observation;

/// <summary>A request as it arrived.</summary>
/// <param name="Query">With its question mark; empty when there is none.</param>
/// <param name="Headers">By name, in any case; several values of one name are joined with a comma.</param>
/// <param name="Json">The body; undefined when it is no JSON.</param>
public sealed record ReceivedRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body,
    JsonElement Json,
    Dialect Dialect)
{
    /// <summary>The model of the body, else the deployment in the path; empty when neither is there.</summary>
    public string Model => Json.Text("model") ?? Deployment ?? "";

    /// <summary>The name in <c>/openai/deployments/{name}/…</c>.</summary>
    public string? Deployment => Path.StartsWith("/openai/deployments/", StringComparison.Ordinal) ? Path.Split('/')[3] : null;

    public bool Streams => Json.Has("stream", JsonValueKind.True);

    /// <summary>Whether the body holds that text, as it stands in the JSON.</summary>
    public bool Holds(string text) => Body.Span.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>Null when it is not there.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
