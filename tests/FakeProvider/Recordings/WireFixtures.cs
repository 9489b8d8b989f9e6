using System.Globalization;
using System.Text.Json;

namespace Orleans.Gateway.FakeProvider.Recordings;

/// <summary>
/// Recorded provider traffic, found through <c>GATEWAY_WIRE</c>, else in <c>../shared/wire</c> beside the repository.
/// It is not part of the repository: a test that needs it starts with <c>Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing)</c>.
/// </summary>
public static class WireFixtures
{
    private static readonly (string? Path, string Missing) Folder = ReferenceFolder.Find("GATEWAY_WIRE", "wire");
    private static readonly Lazy<IReadOnlyList<WireFixture>> Files = new(Read);

    public static bool Found => Folder.Path is not null;

    /// <summary>The reason to skip for, unless <see cref="Found"/>.</summary>
    public static string Missing => Folder.Missing;

    /// <summary>Every recorded file, in the order of its name; empty unless <see cref="Found"/>.</summary>
    public static IReadOnlyList<WireFixture> All => Files.Value;

    public static IReadOnlyList<WireFixture> Of(params ReadOnlySpan<WireKind> kinds)
    {
        var wanted = kinds.ToArray();
        return [.. All.Where(file => wanted.Contains(file.Kind))];
    }

    /// <summary>Names only, as rows of a theory; one row with an empty name unless <see cref="Found"/>, so that the theory skips instead of failing.</summary>
    public static IEnumerable<string> NamesOf(params ReadOnlySpan<WireKind> kinds) =>
        Found ? [.. Of(kinds).Select(file => file.Name)] : [""];

    /// <exception cref="KeyNotFoundException">There is no such recording.</exception>
    public static WireFixture Get(string name) =>
        All.FirstOrDefault(file => file.Name == name) ?? throw new KeyNotFoundException($"There is no recording '{name}'.");

    private static IReadOnlyList<WireFixture> Read()
    {
        if (Folder.Path is not { } root)
        {
            return [];
        }

        var indexed = ReadIndex(Path.Combine(root, "INDEX.md"));
        return
        [
            .. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(path => (Path: path, Name: Path.GetRelativePath(root, path).Replace('\\', '/')))
                .Where(file => file.Name is not "INDEX.md" && !file.Name.EndsWith(".meta.json", StringComparison.Ordinal))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => indexed.TryGetValue(file.Name, out var row)
                    ? new WireFixture(file.Name, row.Kind, file.Path, row.Status)
                    : new WireFixture(file.Name, RequestKindOf(file.Path), file.Path, Status: null)),
        ];
    }

    /// <summary>The rows <c>| file | kind | status | …</c> of the index.</summary>
    private static Dictionary<string, (WireKind Kind, int? Status)> ReadIndex(string path) => File.ReadLines(path)
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells.Length > 5 && cells[1].Contains('/', StringComparison.Ordinal))
        .ToDictionary(
            cells => cells[1],
            cells => (KindOf(cells[2]), int.TryParse(cells[3], CultureInfo.InvariantCulture, out var status) ? status : (int?)null));

    private static WireKind KindOf(string cell) => cell switch
    {
        "anthropic-sse" => WireKind.AnthropicStream,
        "anthropic-json" => WireKind.AnthropicAnswer,
        "anthropic-error" => WireKind.AnthropicError,
        "openai-sse" => WireKind.OpenAiStream,
        "openai-json" => WireKind.OpenAiAnswer,
        "openai-error" => WireKind.OpenAiError,
        _ => WireKind.Other,
    };

    /// <summary>Requests are not in the index: whom one was sent to shows in its origin and its fields.</summary>
    private static WireKind RequestKindOf(string path)
    {
        if (!path.EndsWith(".request.json", StringComparison.Ordinal))
        {
            return WireKind.Other;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.ValueKind is not JsonValueKind.Object || !json.RootElement.TryGetProperty("messages", out _) ? WireKind.Other
            : path.Contains("anthropic-sdk", StringComparison.Ordinal) ? WireKind.AnthropicRequest
            : WireKind.OpenAiRequest;
    }
}
