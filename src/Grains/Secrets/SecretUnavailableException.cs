namespace Orleans.Gateway.Grains.Secrets;

/// <summary>A secret cannot be had. The message says which and what to do; nothing of the secret is in it.</summary>
public sealed class SecretUnavailableException(string message) : Exception(message);
