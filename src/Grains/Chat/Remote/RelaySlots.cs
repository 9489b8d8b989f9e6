using System.Globalization;
using System.Security.Cryptography;
using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>
/// Which grain relays the next call of this front end. The keys change every minute: grains are placed anew then, and the load follows the
/// silos that have come or gone. Thread-safe.
/// </summary>
internal sealed class RelaySlots(TimeProvider time)
{
    /// <summary>In how many parts the calls of a front end are spread over the silos.</summary>
    public const int Count = 16;

    private readonly string _frontEnd = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private Round? _round;
    private int _next;
    private int _spare;

    /// <summary>The grain of the next slot.</summary>
    public IRemoteChatGrain Next(IGrainFactory grains)
    {
        var minute = Minute();
        var round = Volatile.Read(ref _round);
        if (round is null || round.Minute != minute || !ReferenceEquals(round.Factory, grains))
        {
            // Two that do this at once make the same references.
            round = new Round(minute, grains, [.. Enumerable.Range(0, Count).Select(slot => grains.GetGrain<IRemoteChatGrain>(Key(slot, minute)))]);
            Volatile.Write(ref _round, round);
        }

        return round.Grains[(uint)Interlocked.Increment(ref _next) % Count];
    }

    /// <summary>A grain that no other call has used, and that is therefore placed on a silo that is thought to be up now.</summary>
    public IRemoteChatGrain Fresh(IGrainFactory grains) =>
        grains.GetGrain<IRemoteChatGrain>(Key(Count + Interlocked.Increment(ref _spare), Minute()));

    private string Key(long slot, long minute) => string.Create(CultureInfo.InvariantCulture, $"{_frontEnd}/{slot}/{minute}");

    private long Minute() => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    private sealed record Round(long Minute, IGrainFactory Factory, IRemoteChatGrain[] Grains);
}
