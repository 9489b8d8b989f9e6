using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Transport;

/// <summary>The memory that Kestrel is given by a gateway for its connections.</summary>
public sealed class TransportMemoryTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const int Block = 32 * 1024;

    [Fact]
    public void Whatever_is_asked_for_comes_in_large_pieces()
    {
        using var pool = Create();

        using var least = pool.Rent(1);
        using var usual = pool.Rent(4096);
        using var most = pool.Rent(Block);

        Assert.All([least, usual, most], piece => Assert.Equal(Block, piece.Memory.Length));
        Assert.Equal(Block, pool.MaxBufferSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(Block + 1));
    }

    [Fact]
    public void What_came_back_last_goes_out_first()
    {
        using var pool = Create();
        var first = pool.Rent();
        var second = pool.Rent();
        Assert.False(first.Memory.Span.Overlaps(second.Memory.Span));

        second.Dispose();
        first.Dispose();

        Assert.Same(first, pool.Rent());
        Assert.Same(second, pool.Rent());
        Assert.NotSame(first, pool.Rent());
    }

    [Fact]
    public void No_more_is_kept_than_a_crowd_may_leave_behind()
    {
        using var pool = Create();
        var crowd = Enumerable.Range(0, 200).Select(_ => pool.Rent()).ToArray();
        foreach (var piece in crowd)
        {
            piece.Dispose();
        }

        var again = Enumerable.Range(0, 200).Select(_ => pool.Rent()).ToArray();

        Assert.Equal(128, again.Intersect(crowd).Count());
    }

    private MemoryPool<byte> Create() => fixture.Gateway.Services.GetRequiredService<IMemoryPoolFactory<byte>>().Create();
}
