namespace Orleans.Gateway.Contracts.Calls;

/// <summary>The calls in flight of all silos that answered in time.</summary>
/// <param name="Silent">The silos that did not answer within a second, by their address: their calls are missing here.</param>
public sealed record CallsInCluster(IReadOnlyList<NodeCalls> Nodes, IReadOnlyList<string> Silent);

/// <param name="Silo">The address of the silo, with its generation.</param>
public sealed record NodeCalls(string Silo, IReadOnlyList<CallInFlight> Calls);

/// <summary>What became of the wish to end a call.</summary>
/// <param name="Silo">Where the call was, and is now being ended; null when no silo that answered has it.</param>
/// <param name="Silent">The silos that did not answer within a second: the call may be on one of them.</param>
public sealed record EndedCall(string? Silo, IReadOnlyList<string> Silent);

/// <summary>What became of the wish to end all calls of a caller.</summary>
/// <param name="Count">How many are being ended.</param>
/// <param name="Silent">The silos that did not answer within a second: further ones may be on them.</param>
public sealed record EndedCalls(int Count, IReadOnlyList<string> Silent);
