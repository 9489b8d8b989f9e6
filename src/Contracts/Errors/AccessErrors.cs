using System.Net;
using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Contracts.Errors;

/// <summary>What is told to who has sent a key: by the front end, and by a silo that looks again.</summary>
public static class AccessErrors
{
    private const string Invalid = "invalid_request_error";

    public static GatewayError KeyWrong { get; } = new(
        (int)HttpStatusCode.Unauthorized, "Incorrect API key provided. Check the key, or ask the gateway's operator for one.", Invalid)
    {
        Code = "invalid_api_key",
    };

    private static readonly GatewayError Submitted = NotActive("subscription_submitted", "waits for approval. Ask the gateway's operator to activate it.");
    private static readonly GatewayError Suspended = NotActive("subscription_suspended", "is suspended. Ask the gateway's operator to activate it.");
    private static readonly GatewayError Expired = NotActive("subscription_expired", "has expired. Ask the gateway's operator to extend it.");
    private static readonly GatewayError Cancelled = NotActive("subscription_cancelled", "was cancelled for good. Ask the gateway's operator for another one.");

    private static readonly GatewayError Ambiguous = new(
        (int)HttpStatusCode.Forbidden, "The claims of the token fit more than one subscription of this gateway. Ask the gateway's operator to tell them apart.", Invalid)
    {
        Code = "token_ambiguous",
    };

    private static readonly GatewayError Unready = new(
        (int)HttpStatusCode.ServiceUnavailable, "The product of this API key is not in force here yet. Try again in a moment.", "api_error")
    {
        Code = "not_ready",
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    /// <summary>Null for a caller that may go on.</summary>
    public static GatewayError? Of(Standing standing) => standing switch
    {
        Standing.Active => null,
        Standing.Submitted => Submitted,
        Standing.Suspended => Suspended,
        Standing.Expired => Expired,
        Standing.Unready => Unready,
        Standing.Ambiguous => Ambiguous,
        _ => Cancelled,
    };

    /// <summary>403: the key is right, so that another one, or another try, changes nothing.</summary>
    private static GatewayError NotActive(string code, string problem) =>
        new((int)HttpStatusCode.Forbidden, $"The subscription of this API key {problem}", Invalid) { Code = code };
}
