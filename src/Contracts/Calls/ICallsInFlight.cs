namespace Orleans.Gateway.Contracts.Calls;

/// <summary>The calls in flight of this process. All members may be called at any time from any thread.</summary>
public interface ICallsInFlight
{
    /// <summary>All calls, oldest first.</summary>
    IReadOnlyList<CallInFlight> List();

    /// <summary>
    /// Ends a call: its client gets an error, inside the stream if there is one, and its provider call is cancelled. Returns without waiting for
    /// it; false: there is no such call.
    /// </summary>
    bool End(string requestId);

    /// <summary>Ends all calls, and those that come later: the process stops. Returns how many there were.</summary>
    int EndAll();

    /// <summary>Breaks off the connections of all clients that are still there.</summary>
    void AbortAll();
}
