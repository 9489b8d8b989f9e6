using System.Buffers;
using System.Text.Json;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Where something is in a document: <c>apis.llm.aliases["gpt-4.1"].targets[0].backend</c>.</summary>
internal static class DocumentPath
{
    /// <summary>What the path of the document itself is called, where nothing at all would read like an omission.</summary>
    public const string Root = "document";

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-$");

    public static string Property(string parent, string name)
    {
        var spelled = name.Length > 0 && !name.AsSpan().ContainsAnyExcept(Plain) ? name : $"[{Quote(name)}]";
        return parent.Length == 0 || spelled[0] is '[' ? parent + spelled : $"{parent}.{spelled}";
    }

    public static string Item(string parent, int index) => $"{parent}[{index}]";

    /// <summary>A value of the document inside a sentence: in quotes, on one line, and no longer than a line.</summary>
    public static string Quote(string value)
    {
        const int most = 80;
        var shown = value.Length <= most ? value : string.Concat(value.AsSpan(0, most), "…");
        return $"\"{JsonEncodedText.Encode(Whole(shown), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
    }

    // Cut in the middle of a surrogate pair, a text can no longer be encoded.
    private static string Whole(string value)
    {
        var at = value.IndexOf('…', StringComparison.Ordinal);
        return at > 0 && char.IsHighSurrogate(value[at - 1]) ? value.Remove(at - 1, 1) : value;
    }
}
