using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Contracts.Chat;

/// <summary>A part of a reply on its way to the process that the client is connected to: whatever was ready when it was asked for.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ReplyFrame")]
public sealed class ReplyFrame
{
    /// <summary>The head; in the first frame only.</summary>
    [Id(0)] public ReplyHead? Head { get; init; }

    /// <summary>The next bytes of the body.</summary>
    [Id(1)] public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Nothing follows, and nothing is missing.</summary>
    [Id(2)] public bool IsLast { get; init; }

    /// <summary>The error that the client is owed, in a last frame.</summary>
    [Id(3)] public GatewayError? Owed { get; init; }

    /// <summary>Nothing follows although something is missing: the reply was given up, or the activation that had it is gone.</summary>
    [Id(4)] public bool IsLost { get; init; }
}
