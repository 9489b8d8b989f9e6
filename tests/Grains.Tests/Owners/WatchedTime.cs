using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>Fake time that says when somebody waits for it, so that a test moves on neither too early nor after a guess.</summary>
internal sealed class WatchedTime() : FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Returns once a wait of this length has begun that no earlier call has returned for.</summary>
    public async Task WaitBegunAsync(TimeSpan length, CancellationToken cancellation)
    {
        while (await _waits.Reader.ReadAsync(cancellation) != length)
        {
        }
    }
}
