namespace Orleans.Gateway.Contracts.Front;

/// <summary>No silo could be asked: none is connected, or those that were asked did not answer. Nothing was sent to the client. Worth another try.</summary>
public sealed class SilosUnreachableException(Exception? cause = null) : Exception("No silo of the gateway answers.", cause);
