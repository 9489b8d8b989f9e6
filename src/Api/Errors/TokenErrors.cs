using Microsoft.IdentityModel.Tokens;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Api.Errors;

/// <summary>What clients are told whose token is not taken.</summary>
internal static class TokenErrors
{
    private const string Invalid = "invalid_request_error";

    private static readonly GatewayError Expired = new(
        StatusCodes.Status401Unauthorized, "The token has expired. Get a new one from your identity provider, and send the request again.", Invalid) { Code = "token_expired" };

    private static readonly GatewayError Audience = new(
        StatusCodes.Status401Unauthorized, "The token was made out to another application. Ask your identity provider for one whose audience is this gateway.", Invalid) { Code = "token_audience" };

    private static readonly GatewayError Wrong = new(
        StatusCodes.Status401Unauthorized, "The token is not valid here: its issuer, its signature or its times are not what this gateway expects. Get a new one from the identity provider that the gateway's operator names.", Invalid)
    {
        Code = "invalid_token",
    };

    public static GatewayError IssuerUnknown { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "The gateway cannot check tokens yet, since their issuer has not answered it. Try again in a moment, or send a subscription key.", "api_error")
    {
        Code = "not_ready",
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>403: the token is right, so that another one of the same caller changes nothing.</summary>
    public static GatewayError Unmapped { get; } = new(
        StatusCodes.Status403Forbidden, "The token is valid, but no subscription of this gateway is for its claims. Ask the gateway's operator to map them to one.", Invalid) { Code = "token_not_mapped" };

    public static GatewayError Of(Exception? problem) => problem switch
    {
        SecurityTokenExpiredException => Expired,
        SecurityTokenInvalidAudienceException => Audience,
        _ => Wrong,
    };
}
