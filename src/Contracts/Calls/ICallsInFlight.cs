namespace Orleans.Gateway.Contracts.Calls;

/// <summary>The calls in flight of this process. All members may be called at any time from any thread.</summary>
public interface ICallsInFlight : IOpenCalls
{
    /// <summary>All calls, oldest first.</summary>
    IReadOnlyList<CallInFlight> List();

    /// <summary>
    /// Ends a call: its client gets an error, inside the stream if there is one, and its provider call is cancelled. Returns without waiting for
    /// it; false: there is no such call.
    /// </summary>
    bool End(string requestId);
}
