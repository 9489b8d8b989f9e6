namespace Orleans.Gateway.Api.Startup;

/// <summary>The process cannot start as it is configured. The message says what to change.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
