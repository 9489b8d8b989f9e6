using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Api.Errors;

/// <summary>The errors that the front end finds by itself, before a call is handed over.</summary>
internal static class FrontErrors
{
    private const string Invalid = "invalid_request_error";

    public static GatewayError KeyMissing { get; } = new(
        StatusCodes.Status401Unauthorized,
        "You didn't provide an API key. Send your subscription key as 'Authorization: Bearer YOUR_KEY' (or in the header 'api-key').",
        Invalid)
    {
        Code = "invalid_api_key",
    };

    public static GatewayError BodyTooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge, $"The request body is larger than the {limit:N0} bytes that this gateway takes.", Invalid)
    {
        Code = "request_too_large",
    };

    public static GatewayError Encoded(string encoding) => new(
        StatusCodes.Status415UnsupportedMediaType, $"The content encoding '{Short(encoding)}' is not supported. Send the body as plain JSON.", Invalid)
    {
        Code = "unsupported_content_encoding",
    };

    public static GatewayError NotJson(string? type) => new(
        StatusCodes.Status415UnsupportedMediaType,
        $"Unsupported content type: '{Short(type ?? "")}'. This API method only accepts 'application/json' requests, but you specified the header 'Content-Type: {Short(type ?? "")}'.",
        Invalid)
    {
        Code = "unsupported_content_type",
    };

    public static GatewayError BodyBroken { get; } = new(
        StatusCodes.Status400BadRequest, "The request body ended before its end, or came too slowly. Send it again.", Invalid)
    {
        Code = "incomplete_body",
    };

    public static GatewayError BodyTooSlow { get; } = new(
        StatusCodes.Status408RequestTimeout, "The request body came too slowly. Send it again.", Invalid)
    {
        Code = "request_timeout",
    };

    public static GatewayError Overloaded { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "The gateway has as many calls as it can serve. Try again in a moment.", "api_error")
    {
        Code = "overloaded",
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static GatewayError ShuttingDown { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "The gateway is shutting down. Send the request again.", "api_error")
    {
        Code = "shutting_down",
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static GatewayError Unknown(string method, string path) => new(
        StatusCodes.Status404NotFound, $"Invalid URL ({method} {Short(path)})", Invalid)
    {
        Code = "unknown_url",
    };

    public static GatewayError MethodNotAllowed(string method, string path, string allowed) => new(
        StatusCodes.Status405MethodNotAllowed, $"Not allowed to {method} on {Short(path)}. Use {allowed}.", Invalid)
    {
        Code = "method_not_allowed",
    };

    public static GatewayError ModelUnknown(string model) => new(
        StatusCodes.Status404NotFound, $"The model '{Short(model)}' does not exist or you do not have access to it.", Invalid)
    {
        Param = "model",
        Code = "model_not_found",
    };

    public static GatewayError SilosUnreachable { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "This front end reaches no part of the gateway that could answer at the moment. Try again in a moment.", "api_error")
    {
        Code = "not_ready",
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static GatewayError Internal { get; } = new(
        StatusCodes.Status500InternalServerError, "The gateway failed. Its log has the reason under this request's id.", "api_error")
    {
        Code = "internal_error",
    };

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
