using Orleans.Concurrency;

namespace Orleans.Gateway.Contracts.Thinking;

/// <summary>
/// Remembers, for an hour and in memory only, the content blocks of one assistant turn with thinking and tool calls: clients that speak Chat
/// Completions have no place to keep them, and a model that thinks wants them back. Key: <c>subscription|backend|tool-call id</c>.
/// </summary>
[Alias("gateway.IThinkingGrain"), GrainInterfaceType("gateway.IThinkingGrain")]
public interface IThinkingGrain : IGrainWithStringKey
{
    /// <param name="contentBlocks">A JSON array, as the provider sent it.</param>
    [Alias("Keep"), OneWay]
    Task KeepAsync(Immutable<byte[]> contentBlocks);

    /// <summary>The blocks; null when there are none (any more).</summary>
    [Alias("Recall"), ResponseTimeout("00:00:01")]
    ValueTask<Immutable<byte[]>?> RecallAsync();
}
