using System.Buffers;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Tests.Chat;

public class PooledBufferTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(10_000)]
    public void What_was_written_is_there_however_often_it_had_to_grow(int capacity)
    {
        using var buffer = new PooledBuffer(capacity);
        var expected = new List<byte>();
        for (var i = 0; i < 2_000; i++)
        {
            byte[] piece = [.. Enumerable.Repeat((byte)i, i % 37)];
            expected.AddRange(piece);
            buffer.Write(piece);
        }

        Assert.Equal(expected, buffer.Span.ToArray());
        Assert.Equal(expected, buffer.Memory.ToArray());
        Assert.Equal(expected.Count, buffer.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void There_is_as_much_room_as_was_asked_for_and_never_none(int hint)
    {
        using var buffer = new PooledBuffer(16);
        buffer.Write(new byte[16]);

        Assert.InRange(buffer.GetSpan(hint).Length, Math.Max(hint, 1), int.MaxValue);
        Assert.InRange(buffer.GetMemory(hint).Length, Math.Max(hint, 1), int.MaxValue);
        Assert.Equal(16, buffer.Length);
    }

    [Fact]
    public void Cleared_it_starts_anew()
    {
        using var buffer = new PooledBuffer(16);
        buffer.Write("old"u8);
        buffer.Clear();
        buffer.Write("new"u8);

        Assert.Equal("new"u8, buffer.Span);
    }

    [Fact]
    public void Disposing_twice_gives_back_once()
    {
        var buffer = new PooledBuffer(16);
        buffer.Write("x"u8);
        buffer.Dispose();
        buffer.Dispose();

        Assert.Equal(0, buffer.Length);
        var (first, second) = (ArrayPool<byte>.Shared.Rent(16), ArrayPool<byte>.Shared.Rent(16));
        Assert.NotSame(first, second);
    }
}
