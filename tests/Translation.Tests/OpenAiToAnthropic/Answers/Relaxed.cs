using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

internal static class Relaxed
{
    /// <summary>Writes text as a reader of the test would.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
