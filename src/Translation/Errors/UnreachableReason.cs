namespace Orleans.Gateway.Translation.Errors;

/// <summary>Where the way to a provider ended, for those who have to find out: a label of metrics, a word of the log, a sentence of <c>Test connection</c>. No client is told.</summary>
public enum UnreachableReason
{
    /// <summary>The name of the host was not found.</summary>
    Dns,

    /// <summary>The host answers, and nothing listens there.</summary>
    Refused,

    /// <summary>A certificate that does not hold, or no TLS at all.</summary>
    Tls,

    /// <summary>The connection came about, and ended before an answer began.</summary>
    Reset,

    /// <summary>The proxy of the backend did not let it through.</summary>
    Proxy,

    /// <summary>All addresses of the host are such as the gateway does not connect to.</summary>
    Forbidden,
}
