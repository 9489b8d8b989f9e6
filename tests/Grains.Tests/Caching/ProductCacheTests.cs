using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Grains.Caching;

namespace Orleans.Gateway.Grains.Tests.Caching;

/// <summary>What is kept, and what has to go.</summary>
public class ProductCacheTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new();
    private readonly ProductCache _cache;

    public ProductCacheTests() => _cache = new ProductCache(_time);

    [Fact]
    public void What_was_used_least_recently_goes_first_and_the_size_is_that_of_the_rest()
    {
        var size = Answer().Size;
        for (var key = 1; key <= 3; key++)
        {
            _cache.Store(Key(key), Answer(), 3 * size);
        }

        Assert.NotNull(_cache.Find(Key(1), Hour));
        _cache.Store(Key(4), Answer(), 3 * size);

        Assert.Equal([true, false, true, true], Enumerable.Range(1, 4).Select(key => _cache.Find(Key(key), Hour) is not null));
        Assert.Equal(3 * size, _cache.Size);

        _cache.Store(Key(4), Answer(), 3 * size);
        Assert.Equal(3 * size, _cache.Size);
        _cache.Store(Key(5), Answer(), size);
        Assert.Equal(size, _cache.Size);
    }

    [Fact]
    public void Time_counts_from_the_answer_and_not_from_its_use()
    {
        _cache.Store(Key(1), Answer(), 10_000);
        _time.Advance(Hour - TimeSpan.FromTicks(1));
        Assert.NotNull(_cache.Find(Key(1), Hour));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(_cache.Find(Key(1), Hour));
        Assert.Equal(0, _cache.Size);
    }

    private static CachedAnswer Answer() => new(IsStream: false, new byte[1_000], null);

    private static UInt256 Key(int number) => new((ulong)number, 0, 0, 0);
}
