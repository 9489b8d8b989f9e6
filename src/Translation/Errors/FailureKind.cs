namespace Orleans.Gateway.Translation.Errors;

/// <summary>Everything that a provider's answer, or the lack of one, can mean. What follows from it is in <see cref="FailureTable"/>.</summary>
public enum FailureKind
{
    /// <summary>400, 422: the request itself is at fault; another backend would say the same.</summary>
    Rejected,

    /// <summary>The prompt is longer than the model takes. Only a larger-context target can help.</summary>
    ContextLength,

    /// <summary>413: the body is larger than the provider takes.</summary>
    TooLarge,

    /// <summary>400 <c>content_filter</c>: the provider's safety system refused the prompt.</summary>
    ContentFilter,

    /// <summary>404 for the model (or the deployment).</summary>
    ModelNotFound,

    /// <summary>404 for anything else: the URL of the backend is wrong.</summary>
    NotFound,

    /// <summary>401: the backend's credential is wrong. Never the client's 401.</summary>
    Unauthorized,

    /// <summary>403: the backend's credential may not do this.</summary>
    Forbidden,

    /// <summary>402, or a spend limit: the account behind the backend is out of money.</summary>
    OutOfCredit,

    /// <summary>429: this backend has no room now.</summary>
    RateLimited,

    /// <summary>408, 409.</summary>
    Conflict,

    /// <summary>529, and 503 that says so: the provider is overloaded.</summary>
    Overloaded,

    /// <summary>500, 502, 503, 520 to 524.</summary>
    ServerError,

    /// <summary>504 of the provider, or one of the backend's own timeouts.</summary>
    TimedOut,

    /// <summary>DNS, TCP, TLS, or a connection that ended before an answer began.</summary>
    Unreachable,

    /// <summary>An answer that is none: HTML, broken JSON, an unknown shape, an event over the size limit.</summary>
    Malformed,

    /// <summary>A stream that ended before its end.</summary>
    Truncated,

    /// <summary>Two generations in one stream, spliced by something in between.</summary>
    Spliced,
}
