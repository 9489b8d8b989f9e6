using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Orleans.Gateway.Api.Transport;

/// <summary>
/// The memory of Kestrel's connections, in larger pieces than its own of 4 KB: it reads as much of a request as fits into one, and prompts are long.
/// Each read costs a call of the operating system and a turn of a pipe. A connection without a request holds none.
/// </summary>
/// <remarks>Kestrel makes one for each of its queues, of which there are as many as cores, up to 16. Thread-safe.</remarks>
internal sealed class TransportMemory : MemoryPool<byte>
{
    /// <summary>In bytes. Measured with bodies of 100 KB: 184 µs of CPU a request with Kestrel's 4 KB, 151 with 16, 140 with 32, 138 with 64.</summary>
    public const int BlockSize = 32 * 1024;

    /// <summary>Blocks that wait for their next use, at most; more are left to the collector.</summary>
    private const int MostFree = 128;

    private readonly Lock _lock = new();

    /// <summary>The last one that came back goes out first: it may still be in the processor's cache.</summary>
    private readonly Stack<Block> _free = new();

    public override int MaxBufferSize => BlockSize;

    /// <exception cref="ArgumentOutOfRangeException">More than a block is asked for.</exception>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        lock (_lock)
        {
            if (_free.TryPop(out var block))
            {
                return block;
            }
        }

        return new Block(this);
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _free.Clear();
        }
    }

    private void TakeBack(Block block)
    {
        lock (_lock)
        {
            if (_free.Count < MostFree)
            {
                _free.Push(block);
            }
        }
    }

    /// <summary>Pinned for good, so that sockets need not pin it for each operation.</summary>
    private sealed class Block(TransportMemory pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), 0, BlockSize);

        public void Dispose() => pool.TakeBack(this);
    }
}

/// <summary>Where Kestrel asks for it.</summary>
internal sealed class TransportMemoryFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new TransportMemory();
}
