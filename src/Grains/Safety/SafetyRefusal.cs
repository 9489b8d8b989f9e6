using System.Net;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>What clients are told. The category is named, the text is not repeated.</summary>
internal static class SafetyRefusal
{
    /// <summary>The word that OpenAI's clients know.</summary>
    public const string Code = "content_filter";

    public static GatewayError Prompt(string category) =>
        new((int)HttpStatusCode.Forbidden, $"The prompt was blocked by this gateway's content safety policy: {Why(category)}. Change the messages and try again.", "invalid_request_error")
        {
            Code = Code,
            Param = "messages",
        };

    public static GatewayError Completion(string category) =>
        new((int)HttpStatusCode.Forbidden, $"The model's answer was blocked by this gateway's content safety policy: {Why(category)}.", "invalid_request_error") { Code = Code };

    /// <param name="wish">When its service wants to be asked again; null where it did not say.</param>
    public static GatewayError Unavailable(TimeSpan? wish) => new(
        (int)HttpStatusCode.ServiceUnavailable, "The content safety check that this gateway requires is not available at the moment. Try again later.", "api_error")
    {
        Code = "content_safety_unavailable",
        RetryAfter = wish ?? TimeSpan.FromSeconds(5),
    };

    private static string Why(string category) => category switch
    {
        SafetyVerdict.Blocklist => "it has a term of a block list in it",
        SafetyVerdict.PromptAttack => "it was taken for an attempt to get around the model's instructions (prompt attack)",
        _ => $"category {category}",
    };
}
