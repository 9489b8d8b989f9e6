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

    /// <summary>Ends the calls of a subscription, or only those that came with one of its keys. Returns how many there were.</summary>
    /// <param name="keyPlace">0 the primary, 1 the secondary; null: whatever they came with.</param>
    int EndOf(string subscription, int? keyPlace);
}
