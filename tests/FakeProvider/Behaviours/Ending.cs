namespace Orleans.Gateway.FakeProvider.Behaviours;

/// <summary>How the provider ends an answer.</summary>
public enum Ending
{
    /// <summary>As HTTP wants it. After a cut it hides that something is missing: a clean end at a chunk boundary.</summary>
    Proper,

    /// <summary>Closes the connection in the middle of the HTTP body.</summary>
    Fin,

    /// <summary>Resets the connection in the middle of the HTTP body.</summary>
    Reset,

    /// <summary>Sends nothing more and keeps the connection open until the caller leaves.</summary>
    Stall,
}
