namespace Orleans.Gateway.Contracts.Chat;

/// <summary>The silo is about to stop and takes no call any more. Nobody has read the call: another silo may be given it.</summary>
[GenerateSerializer, Alias("gateway.CallNotTakenException")]
public sealed class CallNotTakenException() : Exception("The silo takes no calls any more.");
