using System.Runtime.CompilerServices;
using Orleans.Gateway.Grains.Chat.Delivery;
using Orleans.Gateway.Grains.Chat.Formats;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>Reads provider responses, and no more of them than is wanted.</summary>
internal static class ProviderResponse
{
    /// <summary>As much of an error's body as any provider's own words take, in bytes.</summary>
    private const int ErrorBytes = 64 * 1024;

    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    public static async ValueTask<ProviderFailure> ReadErrorAsync(
        HttpResponseMessage response, Exchange exchange, DateTimeOffset now, Deadline deadline, TimeSpan idle)
    {
        using var body = new PooledBuffer(1024);
        // All of it within the limit for one silence: an error is short, and nobody waits for one that dribbles.
        deadline.Switch(idle);
        try
        {
            await ReadAsync(response, body, ErrorBytes, deadline, null).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or HttpRequestException || (error is OperationCanceledException && deadline.Expired))
        {
            // The status is known, and says more than that its explanation broke off.
        }

        return exchange.Error((int)response.StatusCode, response.Headers, now, body.Span);
    }

    /// <summary>Reads a body to its end. False: it is longer than the limit, or than is read for nobody; only a little more than that was read.</summary>
    /// <param name="idle">Between two reads; null: no read renews the limit that runs.</param>
    /// <param name="departure">How the client leaves; null where nothing is read then.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<bool> ReadAsync(HttpResponseMessage response, PooledBuffer body, int limit, Deadline deadline, TimeSpan? idle, Departure? departure = null)
    {
        var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        while (true)
        {
            deadline.Token.ThrowIfCancellationRequested();
            var count = await stream.ReadAsync(body.GetMemory(4 * 1024), deadline.Token).ConfigureAwait(false);
            if (count == 0)
            {
                return true;
            }

            if (idle is { } limitBetween)
            {
                deadline.Arrived(limitBetween);
            }

            body.Advance(count);
            if (body.Length > limit || (departure is { HasLeft: true } && !departure.Drained(count)))
            {
                return false;
            }
        }
    }
}
