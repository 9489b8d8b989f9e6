using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Tests.Chat;

public sealed class DeadlineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _hangUp = new();

    public void Dispose() => _hangUp.Dispose();

    /// <summary>
    /// Until something arrives 60 s, between two arrivals 10 s, the whole 100 s. One story a line, second by second, and whether the call is over in the end.
    /// </summary>
    public static TheoryData<string, bool, bool> Stories => new()
    {
        { "59", false, false },
        { "60", true, true },
        { "59 arrived, 68", false, false },              // the first limit is off, the idle one runs
        { "59 arrived, 69", true, true },
        { "1 arrived, 10 arrived, 19 arrived, 28", false, false },
        { "1 arrived, 10 arrived, 19 arrived, 29", true, true },
        { "5 arrived, 10 next, 69", false, false },      // another call of the attempt has the first limit again
        { "5 arrived, 10 next, 70", true, true },
        { "50 next, 99", false, false },
        { "50 next, 100", true, true },                  // the total runs through, whatever happens
        { "9 arrived, 18 arrived, 27 arrived, 36 arrived, 45 arrived, 54 arrived, 63 arrived, 72 arrived, 81 arrived, 90 arrived, 99 arrived, 100", true, true },
        { "30 hangup", true, false },                    // nobody's limit
        { "60, 61 hangup", true, true },
        { "200", true, true },
        { "5 arrived, 10 pause, 90 go on, 94", false, false },   // a slow client takes nobody's time
        { "5 arrived, 10 pause, 90 go on, 95", true, true },
        { "5 arrived, 14 pause, 16 go on, 17", true, true },
        { "5 arrived, 10 pause, 500", false, false },
        { "5 arrived, 10 pause, 500 go on, 504 arrived, 513", false, false },
        { "50 next, 60 pause, 200 go on, 239", false, false },   // nor does it take the total
        { "50 next, 60 pause, 200 go on, 240", true, true },
        { "5 arrived, 10 pause, 20 hangup", true, false },
        { "5 arrived, 10 pause, 20 limit, 24", false, false },   // an answer that is read for nobody waits for nobody
        { "5 arrived, 10 pause, 20 limit, 25 go on", true, true },
        { "5 pause, 10 go on, 20 go on, 64", false, false },
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public void Story_ends(string story, bool over, bool expired)
    {
        using var deadline = new Deadline(_time, TimeSpan.FromSeconds(100), content: null, _hangUp.Token);
        deadline.Switch(TimeSpan.FromSeconds(60));
        var now = 0;
        foreach (var step in story.Split(", "))
        {
            var words = step.Split(' ');
            var at = int.Parse(words[0], null);
            _time.Advance(TimeSpan.FromSeconds(at - now));
            now = at;
            switch (words.ElementAtOrDefault(1))
            {
                case "arrived":
                    deadline.Arrived(TimeSpan.FromSeconds(10));
                    break;
                case "next":
                    deadline.Switch(TimeSpan.FromSeconds(60));
                    break;
                case "pause":
                    deadline.Pause();
                    break;
                case "go":
                    deadline.Resume();
                    break;
                case "limit":
                    deadline.Limit(TimeSpan.FromSeconds(10));
                    break;
                case "hangup":
                    _hangUp.Cancel();
                    break;
            }
        }

        Assert.Equal((over, expired), (deadline.Token.IsCancellationRequested, deadline.Expired));
    }

    [Theory]
    [InlineData(19, false, false)]
    [InlineData(20, false, true)] // pings arrived, and no content
    [InlineData(20, true, false)]
    [InlineData(60, true, false)]
    public void The_first_content_has_a_limit_of_its_own_until_it_is_there(int seconds, bool content, bool expired)
    {
        using var deadline = new Deadline(_time, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(20), _hangUp.Token);
        deadline.Switch(TimeSpan.FromSeconds(60));
        for (var second = 1; second <= seconds; second++)
        {
            if (content && second == 15)
            {
                deadline.LiftContent();
            }

            _time.Advance(TimeSpan.FromSeconds(1));
            deadline.Arrived(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(expired, deadline.Expired);
    }

    [Fact]
    public void A_total_shorter_than_the_first_limit_wins()
    {
        using var deadline = new Deadline(_time, TimeSpan.FromSeconds(5), content: null, _hangUp.Token);
        deadline.Switch(TimeSpan.FromSeconds(60));

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(deadline.Expired);
    }

    [Fact]
    public void Content_has_a_limit_of_its_own_until_it_is_there()
    {
        using var late = new Deadline(_time, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(20), _hangUp.Token);
        using var early = new Deadline(_time, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(20), _hangUp.Token);
        late.Switch(TimeSpan.FromSeconds(60));
        early.Switch(TimeSpan.FromSeconds(60));
        early.LiftContent();

        _time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal((true, false), (late.Expired, early.Expired));
    }

    [Fact]
    public void A_call_whose_client_has_left_already_is_over_from_the_start()
    {
        _hangUp.Cancel();
        using var deadline = new Deadline(_time, TimeSpan.FromSeconds(5), content: null, _hangUp.Token);

        Assert.True(deadline.Token.IsCancellationRequested);
        Assert.False(deadline.Expired);
    }

    [Fact]
    public void A_shorter_limit_that_begins_while_the_timer_looks_at_the_old_one_counts()
    {
        var time = new InterruptedTime(_time);
        using var deadline = new Deadline(time, TimeSpan.FromSeconds(100), content: null, _hangUp.Token);
        deadline.Arrived(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(5));
        deadline.Arrived(TimeSpan.FromSeconds(10));

        // At 10 s the timer finds that 5 s are left. Before it has said so, the next call of the attempt begins, which has 2 s.
        var relay = new Thread(() => deadline.Switch(TimeSpan.FromSeconds(2)));
        time.Interruption = () =>
        {
            relay.Start();
            Assert.True(SpinWait.SpinUntil(() => (relay.ThreadState & (ThreadState.Stopped | ThreadState.WaitSleepJoin)) != 0, TimeSpan.FromSeconds(30)));
        };
        _time.Advance(TimeSpan.FromSeconds(5));
        relay.Join();

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(deadline.Expired);
    }

    [Fact]
    public void A_limit_for_the_rest_of_it_leaves_a_shorter_one_as_it_is()
    {
        using var deadline = new Deadline(_time, TimeSpan.FromSeconds(1_000), content: null, _hangUp.Token);
        deadline.Arrived(TimeSpan.FromSeconds(60));
        _time.Advance(TimeSpan.FromSeconds(30));

        deadline.Limit(TimeSpan.FromSeconds(120));

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(deadline.Expired);
    }

    [Fact]
    public void Nothing_happens_after_its_end()
    {
        var deadline = new Deadline(_time, TimeSpan.FromSeconds(5), content: null, _hangUp.Token);
        deadline.Dispose();

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.False(deadline.Expired);
    }

    /// <summary>Something happens right before a timer is set, once.</summary>
    private sealed class InterruptedTime(FakeTimeProvider inner) : TimeProvider
    {
        public Action? Interruption { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new InterruptedTimer(this, inner.CreateTimer(callback, state, dueTime, period));

        private sealed class InterruptedTimer(InterruptedTime time, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                var interruption = time.Interruption;
                time.Interruption = null;
                interruption?.Invoke();
                return timer.Change(dueTime, period);
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
