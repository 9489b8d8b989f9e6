using System.Text;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Behaviours;

/// <summary>
/// What the provider does with one call. The default answers sensibly and refuses what the real provider refuses;
/// the methods give a copy that also does what they say, so that faults combine: <c>Behaviour.Sensible.Delayed(…).CutAfterBytes(…)</c>.
/// </summary>
public sealed record Behaviour
{
    public static Behaviour Sensible { get; } = new();

    /// <summary>The answer; null for the sensible one.</summary>
    public Func<ReceivedRequest, Reply>? Answer { get; init; }

    /// <summary>Whether a request that breaks a rule of the provider gets the provider's 400 instead. Off for <see cref="Answer"/>s that need no good request.</summary>
    public bool Strict { get; init; } = true;

    internal Func<ReceivedRequest, Reply, Reply> Change { get; init; } = static (_, reply) => reply;

    internal TimeSpan BeforeHeaders { get; init; }

    internal TimeSpan BeforeFirstEvent { get; init; }

    internal TimeSpan BetweenEvents { get; init; }

    internal TimeSpan BetweenHeaderBytes { get; init; }

    internal Gate? HeaderGate { get; init; }

    internal (int Events, Gate Gate)? EventGate { get; init; }

    internal (int Bytes, TimeSpan Pause)? Slices { get; init; }

    internal bool SendsHeaders { get; init; } = true;

    /// <summary>Whether the answer's pieces are the bytes of the connection itself, HTTP and all.</summary>
    internal bool IsRaw { get; init; }

    internal long CutAt { get; init; } = long.MaxValue;

    internal Ending Ending { get; init; }

    /// <summary>Kestrel can neither break off at an exact byte nor dribble headers; then the bytes go to the socket by hand.</summary>
    internal bool NeedsSocket => IsRaw || Ending is Ending.Fin or Ending.Reset || BetweenHeaderBytes > TimeSpan.Zero;

    /// <summary>The answer, whatever the request says.</summary>
    public static Behaviour Of(Func<ReceivedRequest, Reply> answer) => new() { Answer = answer, Strict = false };

    /// <summary>Even a bad request gets an answer.</summary>
    public Behaviour Lenient() => this with { Strict = false };

    public Behaviour Delayed(TimeSpan beforeHeaders = default, TimeSpan beforeFirstEvent = default, TimeSpan betweenEvents = default) =>
        this with { BeforeHeaders = beforeHeaders, BeforeFirstEvent = beforeFirstEvent, BetweenEvents = betweenEvents };

    public Behaviour HeldBeforeHeaders(Gate gate) => this with { HeaderGate = gate };

    /// <param name="events">How many events go out first; 0 holds the body after its headers.</param>
    public Behaviour HeldAfter(int events, Gate gate) => this with { EventGate = (events, gate) };

    /// <summary>The body in writes of that many bytes at most, with a pause after each, whatever the events are.</summary>
    public Behaviour InSlicesOf(int bytes, TimeSpan pause = default) => this with { Slices = (bytes, pause) };

    /// <summary>The status line and headers, byte by byte.</summary>
    public Behaviour WithSlowHeaders(TimeSpan betweenBytes) => this with { BetweenHeaderBytes = betweenBytes };

    /// <param name="bytes">How many bytes of the body go out before the end; 0 ends it right after the headers.</param>
    public Behaviour CutAfterBytes(long bytes, Ending ending = Ending.Fin) => this with { CutAt = bytes, Ending = ending };

    public Behaviour CutAfterEvents(int events, Ending ending = Ending.Fin) =>
        Changed((_, reply) => reply with { Pieces = reply.Pieces.Take(events) }) with { Ending = ending };

    /// <summary>After all events of the answer, or after those that <see cref="CutAfterEvents"/> leaves.</summary>
    public Behaviour EndingWith(Ending ending) => this with { Ending = ending };

    public Behaviour WithHeader(string name, string value) => Changed((_, reply) => reply.With((name, value)));

    public Behaviour WithContentType(string contentType) => Changed((_, reply) => reply with { ContentType = contentType });

    /// <summary>Every event, or the whole body, as it would be after the rewriting.</summary>
    public Behaviour Rewritten(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> rewrite) =>
        Changed((_, reply) => reply with { Pieces = reply.Pieces.Select(rewrite) });

    /// <summary>Carriage returns, for one, where line feeds were.</summary>
    public Behaviour WithLineEnds(string lineEnd) =>
        Rewritten(piece => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(piece.Span).Replace("\n", lineEnd, StringComparison.Ordinal)));

    /// <summary>The change is made to the answer of an accepted request, after all earlier changes.</summary>
    public Behaviour Changed(Func<ReceivedRequest, Reply, Reply> change)
    {
        var earlier = Change;
        return this with { Change = (request, reply) => change(request, earlier(request, reply) with { Length = null }) };
    }
}
