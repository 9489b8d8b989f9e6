using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orleans.Gateway.Portal.Parts;

internal static class Json
{
    /// <summary>For people. It is only ever shown as text, so letters need no escapes.</summary>
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
