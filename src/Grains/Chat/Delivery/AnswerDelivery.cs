using System.Runtime.CompilerServices;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Caching;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Delivery;

/// <summary>How one call of a provider ended.</summary>
/// <param name="Failure">Why there is no answer, or no more of it.</param>
/// <param name="IsPaused">The provider waits to be asked to go on.</param>
internal readonly record struct Delivered(ProviderFailure? Failure, bool IsPaused = false);

/// <summary>Brings the answer of one attempt to the client. Used for all calls of the attempt; not thread-safe.</summary>
internal abstract class AnswerDelivery(Exchange exchange, LiveCall call, TimeoutsDefinition timeouts) : IDisposable
{
    /// <summary>The tokens that the provider has reported.</summary>
    public TokenUsage Usage { get; protected set; }

    /// <summary>From the start of the attempt to its first content; null for whole answers and before it came.</summary>
    public TimeSpan? FirstContent { get; protected set; }

    /// <summary>The client was found gone while a stream was sent to it, which may be noticed before its hang-up is told.</summary>
    public bool HasLostClient { get; protected set; }

    /// <summary>Whether bytes of the answer went to the client: nobody else may answer then.</summary>
    public bool IsCommitted { get; protected set; }

    /// <summary>The provider has ended its answer: the usage is all of it.</summary>
    public bool HasEnded { get; protected set; }

    /// <summary>What the client is told instead of an answer that may not be delivered; null where nothing forbids it.</summary>
    public GatewayError? Refused { get; protected set; }

    /// <summary>How the client leaves; null where the answer is given up then.</summary>
    public Departure? Departure { get; init; }

    /// <summary>What keeps a complete answer; null where nothing does.</summary>
    public CallCache? Cache { get; init; }

    /// <summary>Whether the answer is read for its usage alone.</summary>
    protected bool IsDraining => Departure is { HasLeft: true };

    protected Exchange Exchange => exchange;

    protected LiveCall Call => call;

    protected ReplyWriter Reply => call.Reply;

    /// <summary>Between two events or comments of a stream, or two reads of a whole answer.</summary>
    protected TimeSpan Idle => timeouts.Idle;

    protected ReplyHeaders Headers { get; private set; }

    /// <summary>The provider's id of its latest answer, be it an error; null where it has sent none.</summary>
    public string? ProviderRequestId => Headers.ProviderRequestId;

    /// <summary>The provider has answered, with success or not.</summary>
    public void Answered(HttpResponseMessage response) =>
        Headers = new ReplyHeaders(ProviderResponse.Header(response, exchange.RequestIdHeader), exchange.Loss);

    /// <summary>Reads the answer of one call, and sends what may be sent.</summary>
    public abstract ValueTask<Delivered> TakeAsync(HttpResponseMessage response, Deadline deadline);

    /// <summary>Ends an answer that paused too often with what there is.</summary>
    public abstract ValueTask<ProviderFailure?> FinishPausedAsync(Deadline deadline);

    /// <summary>Takes the writer. The time until a slow client has its comment is not the provider's.</summary>
    protected ValueTask EnterAsync(Deadline deadline)
    {
        var entering = Reply.EnterAsync();
        return entering.IsCompleted ? entering : WaitAsync(entering, deadline);
    }

    /// <summary>Waits while the client is slow, if it is. That is not the provider's time. False: the client has left.</summary>
    protected static ValueTask<bool> SentAsync(ValueTask<bool> sending, Deadline deadline) =>
        sending.IsCompleted ? sending : WaitAsync(sending, deadline);

    /// <summary>The client was found gone. True: the answer is read on all the same.</summary>
    protected bool Lost()
    {
        HasLostClient = true;
        Departure?.Leave();
        return Departure is not null;
    }

    public virtual void Dispose()
    {
    }

    private static async ValueTask WaitAsync(ValueTask entering, Deadline deadline)
    {
        deadline.Pause();
        try
        {
            await entering.ConfigureAwait(false);
        }
        finally
        {
            deadline.Resume();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> WaitAsync(ValueTask<bool> sending, Deadline deadline)
    {
        deadline.Pause();
        try
        {
            return await sending.ConfigureAwait(false);
        }
        finally
        {
            deadline.Resume();
        }
    }
}
