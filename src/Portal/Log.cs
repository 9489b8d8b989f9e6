using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Portal;

/// <summary>Every line that this project can log. Event ids: 9xx, and 87x for the issuer of OpenID Connect.</summary>
/// <remarks>Ids, counts and states only: nothing that a person typed, and no names of theirs.</remarks>
internal static partial class Log
{
    [LoggerMessage(EventId = 900, Level = LogLevel.Error, Message = "Portal: the admin API of this process could not be reached ({Error}).")]
    public static partial void AdminApiUnreachable(this ILogger logger, string error);

    [LoggerMessage(EventId = 901, Level = LogLevel.Error, Message = "Portal: the page {Page} failed: {Error} {Trace}")]
    public static partial void PageFailed(this ILogger logger, string page, string error, string? trace);

    [LoggerMessage(EventId = 870, Level = LogLevel.Warning, Message = "Portal: the issuer of Gateway:Admin:Oidc could not be asked ({Error}). People can sign in with keys.")]
    public static partial void IssuerUnreachable(this ILogger logger, string error);

    [LoggerMessage(EventId = 871, Level = LogLevel.Warning, Message = "Portal: a sign-in through the issuer of Gateway:Admin:Oidc failed ({Error}; the issuer's code: {Code}).")]
    public static partial void IssuerSignInFailed(this ILogger logger, string error, string code);
}
