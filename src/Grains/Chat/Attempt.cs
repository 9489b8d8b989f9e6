using System.Net;
using System.Runtime.CompilerServices;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Delivery;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>
/// One attempt at one backend: sends the translated request and brings the answer to the client as it arrives. Used once.
/// </summary>
/// <remarks>
/// Nothing of the answer reaches the client before the first event with content. Until then a failure is a value that the relay may answer with
/// another attempt; after it, the relay makes it an error inside the stream, and the stream ends without an end.
/// </remarks>
/// <param name="onContent">What waits for the first content of a stream; null: nobody.</param>
internal sealed class Attempt(BackendView backend, CallRequest request, TimeProvider time, Action? onContent = null)
{
    /// <summary>Whether the answer is read on when its client has left.</summary>
    /// <value>Default: as the backend says.</value>
    public bool Drains { get; init; } = backend.Drains;

    /// <exception cref="RequestRejectedException">The call cannot be said in this backend's format.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<AttemptResult> RunAsync()
    {
        request.Live.Attempting(backend.Id);
        var exchange = await backend.Format.OpenAsync(backend, request).ConfigureAwait(false);
        var timeouts = backend.Definition.Timeouts;
        using var deadline = new Deadline(time, timeouts.Total, request.Stream ? timeouts.FirstContent : null, Drains ? CancellationToken.None : request.Live.HangUp);
        request.Live.EndsWith(deadline);
        using var departure = Drains ? new Departure(request.Live, deadline, request.Limits) : null;
        var safety = request.Safety is { JudgesCompletions: true } policies ? policies : null;
        using AnswerDelivery delivery = request.Stream && safety is not null
            ? new GuardedDelivery(exchange, request.Live, timeouts, request.Limits.MaxStreamBytes, time, safety) { OnContent = onContent, Departure = departure, Cache = request.Cache }
            : request.Stream
            ? new StreamDelivery(exchange, request.Live, timeouts, request.Limits.MaxStreamBytes, time) { OnContent = onContent, Departure = departure, Cache = request.Cache }
            : new WholeDelivery(exchange, request.Live, timeouts, request.Limits, safety) { Departure = departure, Cache = request.Cache };
        ProviderFailure? failure;
        try
        {
            // Mostly one call; more where the provider pauses its own work, or says what it does not take.
            while (true)
            {
                (failure, var isPaused) = await CallAsync(exchange, delivery, deadline).ConfigureAwait(false);
                if (failure is not null)
                {
                    if (delivery.IsCommitted || !exchange.TryRepair(failure))
                    {
                        break;
                    }
                }
                else if (delivery.HasLostClient || delivery.Departure is { HasLeft: true } || delivery.Refused is not null || !isPaused)
                {
                    break;
                }
                else if (!exchange.TryContinue())
                {
                    failure = await delivery.FinishPausedAsync(deadline).ConfigureAwait(false);
                    break;
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException or ObjectDisposedException)
        {
            failure = Failures.Of(error, deadline.Expired);
        }

        // Many a client closes its connection at the last byte.
        if ((request.Live.IsCancelled && !request.Live.Reply.IsComplete) || delivery.HasLostClient)
        {
            return new AttemptResult(null, delivery.IsCommitted, Abandoned: true, delivery.Usage, delivery.FirstContent) { HasEnded = delivery.HasEnded };
        }

        failure = failure is null ? null : failure with { ProviderRequestId = delivery.ProviderRequestId };
        return new AttemptResult(failure, delivery.IsCommitted, Abandoned: false, delivery.Usage, delivery.FirstContent) { Refused = delivery.Refused, HasEnded = delivery.HasEnded };
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Delivered> CallAsync(Exchange exchange, AnswerDelivery delivery, Deadline deadline)
    {
        using var message = ProviderRequest.Open(backend, request, exchange);
        if (!await ProviderRequest.SignAsync(message, backend, deadline.Token).ConfigureAwait(false))
        {
            return new(Failures.NoCredential);
        }

        var timeouts = backend.Definition.Timeouts;
        request.Live.Phase = CallPhase.Connecting;
        deadline.Switch(exchange.StreamsUpstream ? timeouts.FirstByte : timeouts.Answer);
        using var response = await backend.Client.SendAsync(message, deadline.Token).ConfigureAwait(false);
        delivery.Answered(response);
        if (!response.IsSuccessStatusCode)
        {
            if (response.StatusCode is HttpStatusCode.Unauthorized)
            {
                ProviderRequest.Doubt(backend);
            }

            return new(await ProviderResponse.ReadErrorAsync(response, exchange, time.GetUtcNow(), deadline, timeouts.Idle).ConfigureAwait(false));
        }

        return await delivery.TakeAsync(response, deadline).ConfigureAwait(false);
    }
}
