using System.Buffers;
using System.Net;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>
/// One call of one backend: sends the translated request and brings the answer to the client as it arrives. Used once.
/// </summary>
/// <remarks>
/// Nothing reaches the client before the first event with content. Until then a failure is a value that the relay may answer with another
/// attempt; after it, the failure becomes an error inside the stream, and the stream ends without an end.
/// </remarks>
internal sealed class Attempt(BackendView backend, CallRequest request, Reply reply, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private TokenUsage _usage;
    private TimeSpan? _firstContent;
    private string? _providerRequestId;
    private Exchange _exchange = null!;

    /// <exception cref="RequestRejectedException">The call cannot be said in this backend's format.</exception>
    public async ValueTask<AttemptResult> RunAsync(CancellationToken hangUp)
    {
        using var message = Open();
        var timeouts = backend.Definition.Timeouts;
        using var deadline = new Deadline(time, timeouts.Total, _exchange.StreamsUpstream ? timeouts.FirstByte : timeouts.Answer, hangUp);
        try
        {
            using var response = await backend.Client.SendAsync(message, deadline.Token).ConfigureAwait(false);
            _providerRequestId = Header(response, _exchange.RequestIdHeader);
            if (!response.IsSuccessStatusCode)
            {
                return Failed(await ReadErrorAsync(response, deadline).ConfigureAwait(false));
            }

            var failure = request.Stream
                ? await StreamAsync(response, deadline).ConfigureAwait(false)
                : await WholeAsync(response, deadline).ConfigureAwait(false);
            return hangUp.IsCancellationRequested ? Abandoned() : Failed(failure);
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException or ObjectDisposedException)
        {
            return hangUp.IsCancellationRequested ? Abandoned() : Failed(await BreakOffAsync(Failures.Of(error, deadline.Expired)).ConfigureAwait(false));
        }
    }

    private HttpRequestMessage Open()
    {
        var body = new PooledBuffer(request.Body.Length + 1024);
        try
        {
            _exchange = backend.Format.Open(backend, request, body);
        }
        catch
        {
            body.Dispose();
            throw;
        }

        var message = new HttpRequestMessage(HttpMethod.Post, backend.Url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new RequestBody(body),
        };
        // Nothing of the client's own headers is here: what goes out is named in this method and by the format.
        var headers = message.Headers;
        headers.TryAddWithoutValidation("accept", _exchange.StreamsUpstream ? "text/event-stream" : "application/json");
        headers.TryAddWithoutValidation("accept-encoding", "identity");
        headers.TryAddWithoutValidation("user-agent", "orleans-gateway");
        headers.TryAddWithoutValidation("x-request-id", request.Call.RequestId);
        _exchange.AddHeaders(headers);
        foreach (var (name, value) in backend.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>Relays a stream. Returns the failure that ended it, whether or not the client has been told.</summary>
    private async ValueTask<ProviderFailure?> StreamAsync(HttpResponseMessage response, Deadline deadline)
    {
        using var held = new PooledBuffer(1024);
        var answer = _exchange.OpenStream();
        var read = ArrayPool<byte>.Shared.Rent(8 * 1024);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            var any = false;
            while (!answer.IsComplete)
            {
                // The token is looked at each turn: a response whose client has left may take every write without complaint.
                deadline.Token.ThrowIfCancellationRequested();
                var count = await stream.ReadAsync(read, deadline.Token).ConfigureAwait(false);
                Next(deadline, ref any);
                var output = reply.HasBegun ? reply.Body : held;
                if (count > 0)
                {
                    answer.Read(read.AsSpan(0, count), output);
                }
                else
                {
                    answer.End(output);
                }

                _usage = answer.Usage;
                if (answer.Failure is { } failure)
                {
                    return await BreakOffAsync(failure).ConfigureAwait(false);
                }

                if (!reply.HasBegun && (answer.HasContent || answer.IsComplete))
                {
                    Commit(ReplyHead.EventStream, null);
                    reply.Body.Write(held.Span);
                }

                if (reply.HasBegun && !await reply.FlushAsync(deadline.Token).ConfigureAwait(false))
                {
                    return null;
                }
            }

            return null;
        }
        finally
        {
            _usage = answer.Usage;
            ArrayPool<byte>.Shared.Return(read);
        }
    }

    private void Next(Deadline deadline, ref bool any)
    {
        if (any)
        {
            deadline.Touch();
            return;
        }

        any = true;
        deadline.Switch(backend.Definition.Timeouts.Idle);
    }

    private async ValueTask<ProviderFailure?> WholeAsync(HttpResponseMessage response, Deadline deadline)
    {
        using var body = new PooledBuffer(4 * 1024);
        if (!await ReadAsync(response, body, request.Limits.MaxAnswerBytes, deadline).ConfigureAwait(false))
        {
            return Failures.AnswerTooLarge;
        }

        using var output = new PooledBuffer(body.Length + 256);
        var answer = _exchange.Whole(body.Span, output);
        _usage = answer.Usage;
        if (answer.Failure is not null)
        {
            return answer.Failure;
        }

        Commit(ReplyHead.Json, output.Length);
        reply.Body.Write(output.Span);
        await reply.FlushAsync(deadline.Token).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<ProviderFailure> ReadErrorAsync(HttpResponseMessage response, Deadline deadline)
    {
        const int enough = 64 * 1024;
        using var body = new PooledBuffer(1024);
        await ReadAsync(response, body, enough, deadline).ConfigureAwait(false);
        return _exchange.Error((int)response.StatusCode, response.Headers, time.GetUtcNow(), body.Span);
    }

    /// <summary>Reads a body to its end. False: it is longer than the limit, and only the limit was read.</summary>
    private static async ValueTask<bool> ReadAsync(HttpResponseMessage response, PooledBuffer body, int limit, Deadline deadline)
    {
        var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        while (true)
        {
            var count = await stream.ReadAsync(body.GetMemory(4 * 1024), deadline.Token).ConfigureAwait(false);
            if (count == 0)
            {
                return true;
            }

            body.Advance(count);
            if (body.Length > limit)
            {
                return false;
            }
        }
    }

    private void Commit(string contentType, long? length)
    {
        if (request.Stream)
        {
            _firstContent = time.GetElapsedTime(_started);
        }

        reply.Begin(new ReplyHead((int)HttpStatusCode.OK, contentType, length)
        {
            Headers = ReplyHeaders.For(request.Stream, _providerRequestId, _exchange.Loss),
        });
    }

    private async ValueTask<ProviderFailure> BreakOffAsync(ProviderFailure failure)
    {
        if (reply.HasBegun && request.Stream)
        {
            await InBand.BreakOffAsync(reply, Failures.Owed(failure)).ConfigureAwait(false);
        }

        return failure;
    }

    private AttemptResult Failed(ProviderFailure? failure) => new(failure, reply.HasBegun, false, _usage, _firstContent);

    private AttemptResult Abandoned() => new(null, reply.HasBegun, true, _usage, _firstContent);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
