using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Grains.Caching;
using Orleans.Gateway.Grains.Safety;

namespace Orleans.Gateway.Grains.Tests.Safety;

public class SafetyMemoryTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_was_found_is_known_until_its_time_is_over()
    {
        var memory = new SafetyMemory(_time);
        memory.Store(Key(1), new SafetyFinding(IsListed: true));

        _time.Advance(TenMinutes - TimeSpan.FromTicks(1));
        Assert.True(memory.Find(Key(1), TenMinutes)!.Value.IsListed);
        Assert.Null(memory.Find(Key(1), TimeSpan.FromMinutes(5))); // A policy that remembers for less.
        Assert.Null(memory.Find(Key(2), TenMinutes));

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(memory.Find(Key(1), TenMinutes));
    }

    [Fact]
    public void Looking_does_not_make_it_last_and_asking_again_does()
    {
        var memory = new SafetyMemory(_time);
        memory.Store(Key(1), default);
        _time.Advance(TenMinutes);
        memory.Store(Key(1), new SafetyFinding(IsAttack: true));
        _time.Advance(TimeSpan.FromMinutes(9));

        Assert.True(memory.Find(Key(1), TenMinutes)!.Value.IsAttack);
    }

    [Fact]
    public void The_oldest_go_when_there_are_too_many()
    {
        var memory = new SafetyMemory(_time, most: 3);
        for (ulong number = 1; number <= 3; number++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            memory.Store(Key(number), default);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        memory.Store(Key(1), default); // Young again.
        memory.Store(Key(4), default);

        Assert.Equal([true, false, true, true], new ulong[] { 1, 2, 3, 4 }.Select(number => memory.Find(Key(number), TenMinutes) is not null));
        for (ulong number = 5; number < 1000; number++)
        {
            memory.Store(Key(number), default);
            Assert.InRange(memory.Count, 1, 3);
        }
    }

    [Fact]
    public void What_nobody_can_want_any_more_goes_by_itself()
    {
        var memory = new SafetyMemory(_time);
        memory.Store(Key(1), default);
        _time.Advance(TimeSpan.FromDays(1));
        memory.Store(Key(2), default);

        Assert.Equal(1, memory.Count);
    }

    private static UInt256 Key(ulong number) => new(number, 0, 0, 0);
}
