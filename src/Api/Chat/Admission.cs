using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Calls;

namespace Orleans.Gateway.Api.Chat;

/// <summary>
/// How much this node takes on at once: calls, and the bytes of their bodies, so that no number of clients costs more memory than was set.
/// Thread-safe; takes no lock.
/// </summary>
internal sealed class Admission(Intake intake, IOptions<FrontOptions> options)
{
    private readonly FrontOptions _limits = options.Value;
    private long _bytes;

    /// <summary>Calls from the moment at which their key is known to their last byte.</summary>
    public int Calls => intake.Calls;

    /// <summary>Bytes of memory that bodies hold.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The node is about to stop: load balancers and clients should go elsewhere, but are still served.</summary>
    public bool IsLeaving => intake.IsLeaving;

    /// <summary>No call is taken any more.</summary>
    public bool IsRefusing => intake.IsRefusing;

    /// <summary>Takes a call on; then <see cref="Exit"/> has to follow.</summary>
    public bool TryEnter() => intake.TryEnter();

    public void Exit() => intake.Exit();

    /// <summary>Whether a body of that size would be let in now. A body alone always is, or a small limit would refuse it for ever.</summary>
    public bool HasRoomFor(long bytes) => Interlocked.Read(ref _bytes) is var held && (held == 0 || held + bytes <= _limits.MaxBufferedBytes);

    /// <summary>Lets a body that holds so many bytes hold so many more.</summary>
    public bool TryHold(long more, long already = 0)
    {
        var held = Interlocked.Add(ref _bytes, more);
        if (held <= _limits.MaxBufferedBytes || held == already + more)
        {
            return true;
        }

        LetGo(more);
        return false;
    }

    public void LetGo(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
