using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Orleans.Gateway.FakeProvider.Recordings;

/// <summary>One recorded file.</summary>
/// <param name="Name">Its path inside the recordings, with slashes: what a test's name shows.</param>
/// <param name="Path">Where it is on disk.</param>
/// <param name="Status">The HTTP status that it came with; null where nobody wrote it down.</param>
public sealed record WireFixture(string Name, WireKind Kind, string Path, int? Status)
{
    /// <summary>Whether the file holds one event a line, without the framing of server-sent events.</summary>
    public bool IsUnframed => Name.EndsWith(".chunks.txt", StringComparison.Ordinal)
        && File.ReadLines(Path).First(line => line.Length > 0).StartsWith('{');

    /// <summary>The HTTP status that a replay uses: the recorded one, else what the kind suggests.</summary>
    public int ReplayStatus => Status ?? (Kind is WireKind.AnthropicError or WireKind.OpenAiError && !IsStream ? 400 : 200);

    /// <summary>Whether the bytes are server-sent events.</summary>
    public bool IsStream => Kind is WireKind.AnthropicStream or WireKind.OpenAiStream
        || Name.EndsWith(".sse", StringComparison.Ordinal);

    /// <summary>The file as it is.</summary>
    public byte[] Raw() => File.ReadAllBytes(Path);

    /// <summary>The body as the provider sends it: framed, where the file is not.</summary>
    /// <param name="done">Whether an OpenAI stream that was stored without framing ends with <c>[DONE]</c>, as it does on the wire.</param>
    public byte[] Bytes(bool done = true)
    {
        if (!IsUnframed)
        {
            return Raw();
        }

        var framed = new StringBuilder();
        foreach (var line in Events(unframed: true))
        {
            if (Kind is WireKind.AnthropicStream)
            {
                using var json = JsonDocument.Parse(line);
                framed.Append(CultureInfo.InvariantCulture, $"event: {json.RootElement.GetProperty("type").GetString()}\n");
            }

            framed.Append(CultureInfo.InvariantCulture, $"data: {line}\n\n");
        }

        if (done && Kind is WireKind.OpenAiStream)
        {
            framed.Append("data: [DONE]\n\n");
        }

        return Encoding.UTF8.GetBytes(framed.ToString());
    }

    /// <summary>The JSON of each event of a stream, in order; <c>[DONE]</c> is left out.</summary>
    public IReadOnlyList<string> Events() => Events(IsUnframed);

    private IReadOnlyList<string> Events(bool unframed) =>
    [
        .. File.ReadLines(Path)
            .Where(line => unframed || line.StartsWith("data:", StringComparison.Ordinal))
            .Select(line => (unframed ? line : line[5..]).Trim())
            .Where(data => data is not ("" or "[DONE]")),
    ];

    public override string ToString() => Name;
}
