namespace Orleans.Gateway.Translation.Errors;

/// <summary>The gateway's own words for a failure, where the provider's must not be shown or there are none.</summary>
public static class FailureText
{
    /// <summary>One fixed sentence a kind: names no backend, no host and no account.</summary>
    public static string Of(FailureKind kind) => kind switch
    {
        FailureKind.Rejected => "The model provider rejected the request.",
        FailureKind.ContextLength => "The request is longer than the context window of this model. Shorten the messages or ask for fewer tokens.",
        FailureKind.TooLarge => "The request body is larger than the model provider accepts.",
        FailureKind.ContentFilter => "The model provider's content filter refused the request. Change the prompt and try again.",
        FailureKind.ModelNotFound => "The model does not exist at the model provider, or the gateway has no access to it.",
        FailureKind.NotFound => "The model provider does not know the address that the gateway is configured with.",
        FailureKind.Unauthorized => "The model provider did not accept the gateway's credential. Your own key is not at fault; an operator of the gateway has to look at it.",
        FailureKind.Forbidden => "The gateway's credential has no permission for this at the model provider. Your own key is not at fault; an operator of the gateway has to look at it.",
        FailureKind.OutOfCredit => "The gateway's account at the model provider has reached its spending limit.",
        FailureKind.RateLimited => "The model provider's rate limit is reached. Try again later.",
        FailureKind.Conflict => "The model provider could not take the request at this moment. Try again.",
        FailureKind.Overloaded => "The model provider is overloaded. Try again later.",
        FailureKind.ServerError => "The model provider failed with an internal error.",
        FailureKind.TimedOut => "The model provider did not answer in time.",
        FailureKind.Unreachable => "The model provider could not be reached.",
        FailureKind.Malformed => "The model provider sent an answer that is not valid.",
        FailureKind.Truncated => "The model provider's answer ended before its end.",
        FailureKind.Spliced => "The model provider's stream mixed two answers.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A new kind needs its sentence here."),
    };

    /// <summary>For an operator: still no host and no address, which stand in the definition of the backend.</summary>
    public static string Of(UnreachableReason reason) => reason switch
    {
        UnreachableReason.Dns => "The name of the backend's host was not found.",
        UnreachableReason.Refused => "Nothing listens at the backend's address: the connection was refused.",
        UnreachableReason.Tls => "No secure connection came about: the certificate of the backend's host does not hold, or it does not speak TLS.",
        UnreachableReason.Reset => "The backend's host ended the connection before an answer began.",
        UnreachableReason.Proxy => "The proxy of the backend did not let the connection through.",
        UnreachableReason.Forbidden => "The backend's host has no address that the gateway may connect to.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A new reason needs its sentence here."),
    };

    /// <summary>As logs, metrics and spans say it.</summary>
    public static string Word(UnreachableReason reason) => reason switch
    {
        UnreachableReason.Dns => "dns",
        UnreachableReason.Refused => "refused",
        UnreachableReason.Tls => "tls",
        UnreachableReason.Reset => "reset",
        UnreachableReason.Proxy => "proxy",
        UnreachableReason.Forbidden => "forbidden",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "A new reason needs its word here."),
    };

    /// <summary>A failure with nothing to tell beyond its kind.</summary>
    public static ProviderFailure Failure(FailureKind kind) => new(kind, Of(kind));
}
