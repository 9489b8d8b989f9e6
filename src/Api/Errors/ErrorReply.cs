using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Api.Errors;

/// <summary>Sends a <see cref="GatewayError"/> as OpenAI's error object, with the headers by which SDKs know when to come back.</summary>
internal static class ErrorReply
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async ValueTask WriteAsync(HttpContext context, GatewayError error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/json";
        if (error.RetryAfter is { } wait)
        {
            // Two SDKs read two headers. Seconds are rounded up: too early is a second refusal.
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            response.Headers["retry-after-ms"] = Math.Ceiling(wait.TotalMilliseconds).ToString("0", CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in error.Headers)
        {
            response.Headers[name] = value;
        }

        if (error.Code == "call_ended")
        {
            // SDKs would send again what an operator has just ended.
            response.Headers["x-should-retry"] = "false";
        }

        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        await using (var json = new Utf8JsonWriter(response.BodyWriter, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            json.WriteString("message"u8, error.Message);
            json.WriteString("type"u8, error.Type);
            json.WriteString("param"u8, error.Param);
            json.WriteString("code"u8, error.Code);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
