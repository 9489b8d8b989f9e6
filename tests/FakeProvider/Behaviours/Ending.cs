namespace Orleans.Gateway.FakeProvider.Behaviours;

/// <summary>How the provider ends an answer.</summary>
public enum Ending
{
    /// <summary>As HTTP wants it. After a cut it hides that something is missing: a clean end at a chunk boundary.</summary>
    Proper,

    /// <summary>Closes the connection in the middle of the HTTP body. In HTTP/2 that takes all streams of the connection along.</summary>
    Fin,

    /// <summary>Resets the connection in the middle of the HTTP body; in HTTP/2 only the stream.</summary>
    Reset,

    /// <summary>As HTTP wants it, and announces that the connection takes no further calls: GOAWAY in HTTP/2.</summary>
    Retire,

    /// <summary>Sends nothing more and keeps the connection open until the caller leaves.</summary>
    Stall,
}
