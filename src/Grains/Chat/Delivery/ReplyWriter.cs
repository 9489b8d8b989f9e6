using System.Buffers;
using System.Runtime.CompilerServices;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Chat.Delivery;

/// <summary>
/// The client's side of one call. Two write to it: the relay, and, while the relay has nothing to say, the timer that keeps the connection
/// alive. Nobody but them touches the <see cref="Reply"/>, and only one at a time.
/// </summary>
/// <remarks>
/// <code>
///   head sent      HasBegun      the status is committed: a failure can only be told inside the stream
///   content sent   HasContent    the target is committed too: nobody else can answer
/// </code>
/// The relay takes the writer (<see cref="EnterAsync"/>), writes, flushes and gives it back (<see cref="Exit"/>); it waits for the timer, which
/// does nothing when the relay is at work. What the client's slowness costs is told by one field that the timer looks at: nothing is allocated,
/// and no clock is read, for a chunk whose flush ends at once.
/// </remarks>
internal sealed class ReplyWriter(Reply reply, bool stream, RelayOptions limits, TimeProvider time) : IBufferWriter<byte>
{
    /// <summary>For so many bytes that wait for a client it gets another <see cref="RelayOptions.WriteStall"/>.</summary>
    private const int Portion = 64 * 1024;

    private const int Nobody = 0;
    private const int TheRelay = 1;
    private const int TheTimer = 2;
    private const long NotWaiting = long.MinValue;

    private readonly Lock _ending = new();
    private int _owner;
    private TaskCompletionSource? _handOver;
    private long _unflushed;
    private long _waitingSince = NotWaiting;
    private TimeSpan _patience;
    private long _quietSince = time.GetTimestamp();
    private bool _hasSpoken;
    private bool _isCutOff;
    private bool _isOver;

    /// <summary>The comment that keeps a connection alive.</summary>
    public static ReadOnlySpan<byte> KeepAlive => ": keep-alive\n\n"u8;

    public bool HasBegun => reply.HasBegun;

    public bool HasContent { get; private set; }

    /// <summary>All of the answer has been written: whatever happens now, it was one.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Takes the writer for the relay, once the timer is done with it.</summary>
    public ValueTask EnterAsync() =>
        Interlocked.CompareExchange(ref _owner, TheRelay, Nobody) == Nobody ? default : WaitAsync();

    public void Exit() => Volatile.Write(ref _owner, Nobody);

    /// <summary>Content follows: sends the head, unless the wait was so long that another one was sent.</summary>
    public void BeginContent(ReplyHead head)
    {
        if (!reply.HasBegun)
        {
            reply.Begin(head);
        }

        if (!HasContent)
        {
            HasContent = true;
            reply.ContentBegins();
        }
    }

    /// <summary>What was written is the end of the answer.</summary>
    public void Complete() => IsComplete = true;

    public void Advance(int count)
    {
        _unflushed += count;
        reply.Body.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => reply.Body.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => reply.Body.GetSpan(sizeHint);

    /// <summary>Sends what was written, and waits while the client is slow. False: the client has left.</summary>
    public ValueTask<bool> FlushAsync(CancellationToken cancellation)
    {
        var bytes = _unflushed;
        _unflushed = 0;
        Volatile.Write(ref _hasSpoken, true);
        var flush = reply.FlushAsync(cancellation);
        return flush.IsCompleted ? flush : WatchedAsync(flush, bytes);
    }

    /// <summary>Sends bytes of any number, at the client's pace. False: the client has left.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (true)
        {
            // Each portion has a time limit of its own: a large answer takes a slow client long, and that is its right.
            var portion = bytes[..Math.Min(bytes.Length, Portion)];
            bytes = bytes[portion.Length..];
            this.Write(portion.Span);
            if (!await FlushAsync(cancellation).ConfigureAwait(false))
            {
                return false;
            }

            if (bytes.IsEmpty)
            {
                return true;
            }

            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// The call is over: takes the writer for good, and tells a client that has a part of its stream why no more will come. Nothing touches the
    /// reply afterwards.
    /// </summary>
    public async ValueTask FinishAsync(GatewayError? owed)
    {
        await EnterAsync().ConfigureAwait(false);
        if (owed is not null && stream && reply.HasBegun && !IsComplete && !reply.HangUp.IsCancellationRequested)
        {
            InBand.Write(this, owed);
            await FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }

        lock (_ending)
        {
            _isOver = true;
        }
    }

    /// <summary>Breaks the connection off, if the call is not over.</summary>
    public void Abort()
    {
        lock (_ending)
        {
            if (!_isOver)
            {
                reply.Abort();
            }
        }
    }

    /// <summary>For the timer: looks whether a comment is due, or the client has stopped to read; true when it was, and is cut off.</summary>
    /// <param name="now">A time stamp.</param>
    public bool Tick(long now)
    {
        var since = Volatile.Read(ref _waitingSince);
        if (since != NotWaiting)
        {
            if (_isCutOff || time.GetElapsedTime(since, now) < _patience)
            {
                return false;
            }

            _isCutOff = true;
            Abort();
            return true;
        }

        if (Volatile.Read(ref _hasSpoken))
        {
            Volatile.Write(ref _hasSpoken, false);
            _quietSince = now;
        }
        else if (stream && limits.KeepAliveAfter > TimeSpan.Zero
            && time.GetElapsedTime(_quietSince, now) >= limits.KeepAliveAfter
            && Interlocked.CompareExchange(ref _owner, TheTimer, Nobody) == Nobody)
        {
            KeepAliveAsync().Ignore();
        }

        return false;
    }

    private async Task KeepAliveAsync()
    {
        try
        {
            if (!IsComplete)
            {
                if (!reply.HasBegun)
                {
                    reply.Begin(ReplyHeaders.BeforeAnswer);
                }

                this.Write(KeepAlive);
                await FlushAsync(reply.HangUp).ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref _owner, Nobody);
            Interlocked.Exchange(ref _handOver, null)?.TrySetResult();
        }
    }

    private async ValueTask WaitAsync()
    {
        while (true)
        {
            var handOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _handOver, handOver);
            if (Interlocked.CompareExchange(ref _owner, TheRelay, Nobody) == Nobody)
            {
                // It was given back between the two looks.
                Interlocked.Exchange(ref _handOver, null);
                return;
            }

            await handOver.Task.ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WatchedAsync(ValueTask<bool> flush, long bytes)
    {
        _patience = limits.WriteStall * (1 + (bytes / Portion));
        Volatile.Write(ref _waitingSince, time.GetTimestamp());
        try
        {
            return await flush.ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _waitingSince, NotWaiting);
        }
    }
}
