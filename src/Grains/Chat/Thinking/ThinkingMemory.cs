using System.Text;
using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Thinking;
using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Grains.Chat.Thinking;

/// <summary>
/// The memory for thinking, as the relay uses it: written beside the stream, read before a request that comes back without its thinking. Where it
/// does not answer in time, the request goes out without: a miss costs the model its train of thought, not the client its answer.
/// </summary>
internal sealed class ThinkingMemory(GrainSource grains, TimeProvider time)
{
    /// <summary>What a read may cost at most.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>The most that is kept of one turn, in bytes. Beyond it is a miss.</summary>
    private const int Most = 1024 * 1024;

    /// <summary>The most turns that one request looks up; the latest ones matter.</summary>
    private const int MostTurns = 64;

    /// <summary>The longest id of a tool call, in bytes. Ids are keys of grains, and a client can write any; those of providers have some 30 bytes.</summary>
    private const int MostId = 128;

    public void Keep(string tenant, string backend, IReadOnlyList<string> toolCalls, ReadOnlyMemory<byte> contentBlocks)
    {
        if (grains.Current is not { } factory || contentBlocks.Length > Most)
        {
            return;
        }

        var content = new Immutable<byte[]>(contentBlocks.ToArray());
        foreach (var call in toolCalls.Where(IsId))
        {
            factory.GetGrain<IThinkingGrain>(Key(tenant, backend, call)).KeepAsync(content).Ignore();
        }
    }

    public async ValueTask<IRememberedTurns?> RecallAsync(string tenant, string backend, IReadOnlyList<string> toolCalls)
    {
        if (grains.Current is not { } factory)
        {
            return null;
        }

        var found = new Turns();
        var reads = toolCalls.Where(IsId).TakeLast(MostTurns).Select(call => ReadAsync(factory, Key(tenant, backend, call), call, found)).ToArray();
        try
        {
            var all = Task.WhenAll(reads);
            all.Ignore(); // A read that fails later is a miss as well.
            await all.WaitAsync(Patience, time).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or OrleansException)
        {
            // What has come until now is what there is.
        }

        return found.Freeze();
    }

    /// <summary>Whether a turn is kept and looked up under this id of a tool call.</summary>
    internal static bool IsId(string call) => call.Length <= MostId && Encoding.UTF8.GetByteCount(call) <= MostId;

    private static async Task ReadAsync(IGrainFactory factory, string key, string call, Turns found)
    {
        if (await factory.GetGrain<IThinkingGrain>(key).RecallAsync().ConfigureAwait(false) is { } content)
        {
            found.Add(call, content.Value);
        }
    }

    private static string Key(string tenant, string backend, string call) => $"{tenant}|{backend}|{call}";

    /// <summary>What was found in time. A read that comes later finds it closed.</summary>
    private sealed class Turns : IRememberedTurns
    {
        private readonly Dictionary<string, byte[]> _byCall = [];
        private bool _frozen;

        public void Add(string call, byte[] content)
        {
            lock (_byCall)
            {
                if (!_frozen)
                {
                    _byCall[call] = content;
                }
            }
        }

        public Turns? Freeze()
        {
            lock (_byCall)
            {
                _frozen = true;
                return _byCall.Count == 0 ? null : this;
            }
        }

        public bool TryGet(ReadOnlySpan<byte> toolCallId, out ReadOnlyMemory<byte> contentBlocks)
        {
            var found = _byCall.TryGetValue(Encoding.UTF8.GetString(toolCallId), out var content);
            contentBlocks = content;
            return found;
        }
    }
}
