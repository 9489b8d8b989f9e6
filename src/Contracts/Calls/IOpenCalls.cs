namespace Orleans.Gateway.Contracts.Calls;

/// <summary>The calls that clients of this process wait for, as far as its stop needs them. All members may be called at any time from any thread.</summary>
public interface IOpenCalls
{
    /// <summary>Ends all calls, and those that come later: the process stops. Returns how many there were.</summary>
    int EndAll();

    /// <summary>Breaks off the connections of all clients that are still there.</summary>
    void AbortAll();
}
