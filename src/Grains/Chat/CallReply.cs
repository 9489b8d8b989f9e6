using System.Buffers;
using System.Globalization;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Caching;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Grains.Limits.Calls;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>
/// The client's response as the attempts of one call see it. When it begins, it says who answers, where the product wants that. With its first
/// content, and not with a head that only keeps the connection alive, the call no longer counts as one that tries again, however long its answer takes.
/// </summary>
/// <param name="epoch">Of the catalog that serves the call; null: nothing is said of the routing.</param>
internal sealed class CallReply(Reply client, RetryBudget budget, long? epoch) : Reply
{
    private int _isRetry;
    private string? _backend;
    private int _attempt;

    /// <summary>What the call has reserved; null where nothing limits it.</summary>
    public CallSpending? Spending { get; set; }

    /// <summary>What may answer instead of a backend; null where the product has none.</summary>
    public CallCache? Cache { get; set; }

    public override CancellationToken HangUp => client.HangUp;

    public override IBufferWriter<byte> Body => Cache is { } cache ? cache.Capture(client.Body) : client.Body;

    public override ValueTask<bool> FlushAsync(CancellationToken cancellation) => client.FlushAsync(cancellation);

    public override void Abort() => client.Abort();

    /// <summary>
    /// An attempt is about to begin, and the one before has ended, or came to nothing. False: it would be another one, and the budget for those is used up.
    /// </summary>
    /// <param name="attempt">From 1.</param>
    /// <param name="isFree">Whether it is no retry, although it is not the first: those before it were a canary's.</param>
    public async ValueTask<bool> TryAttemptAsync(string backend, int attempt, CancellationToken cancellation, bool isFree = false)
    {
        AttemptEnded();
        (_backend, _attempt) = (backend, attempt);
        if (attempt == 1 || isFree)
        {
            return true;
        }

        var isTaken = await budget.TakeAsync(cancellation).ConfigureAwait(false);
        Volatile.Write(ref _isRetry, isTaken ? 1 : 0);
        return isTaken;
    }

    /// <summary>The attempt has ended, or its answer begun. May be called again, from any thread.</summary>
    public void AttemptEnded()
    {
        if (Interlocked.Exchange(ref _isRetry, 0) != 0)
        {
            budget.GiveBack();
        }
    }

    public override void ContentBegins() => AttemptEnded();

    /// <summary>An error for the client of this call, with what every answer says.</summary>
    /// <param name="live">Null where the call did not come so far that anybody was asked.</param>
    public GatewayError Said(GatewayError error, LiveCall? live = null)
    {
        if (epoch is null && Spending is null && Cache is null)
        {
            return error;
        }

        var headers = new List<KeyValuePair<string, string>>(error.Headers);
        AddHeaders(headers, live?.Backend, live?.Attempts ?? 0, null);
        return error with { Headers = headers };
    }

    protected override void OnBegin(ReplyHead head)
    {
        Cache?.Begun(head);
        if (epoch is null && Spending is null && Cache is null)
        {
            client.Begin(head);
            return;
        }

        // The list that ReplyHeaders has made for this answer, with room in it.
        var headers = head.Headers as List<KeyValuePair<string, string>> ?? [.. head.Headers];
        AddHeaders(headers, _backend ?? "", _attempt, head.Tokens);
        client.Begin(ReferenceEquals(headers, head.Headers) ? head : head with { Headers = headers });
    }

    /// <param name="backend">Null: none was asked.</param>
    /// <param name="tokens">Of the whole answer that follows; null where they are not known.</param>
    private void AddHeaders(List<KeyValuePair<string, string>> headers, string? backend, int attempts, long? tokens)
    {
        if (epoch is { } number)
        {
            if (backend is not null)
            {
                headers.Add(new("x-gateway-backend", backend));
            }

            headers.Add(new("x-gateway-attempts", attempts.ToString(CultureInfo.InvariantCulture)));
            headers.Add(new("x-gateway-epoch", number.ToString(CultureInfo.InvariantCulture)));
        }

        if (Cache?.Word is { } word)
        {
            headers.Add(new("x-gateway-cache", word));
        }

        Spending?.AddHeaders(headers, tokens);
    }
}
