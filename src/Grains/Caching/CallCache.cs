using System.Buffers;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Chat.Delivery;

namespace Orleans.Gateway.Grains.Caching;

/// <summary>The cache as one call sees it: looked at before the first target, filled by a complete answer. Only calls whose product has one have this.</summary>
/// <param name="definition">Of the product.</param>
internal sealed class CallCache(AnswerCache cache, string product, CacheDefinition definition, ChatCall call, UInt256 key, bool stream) : IDisposable
{
    /// <summary>A larger answer is not kept, in bytes.</summary>
    private const int MostAnswer = 4 * 1024 * 1024;

    private CapturedBody? _captured;
    private string? _translation;
    private bool _isMiss;
    private bool _isLeading;

    /// <summary>What answers say in <c>x-gateway-cache</c>; null before it was looked.</summary>
    public string? Word { get; private set; }

    /// <summary>An answer that was given before; null: the call is to be made.</summary>
    public async ValueTask<CachedAnswer?> FindAsync(CancellationToken cancellation)
    {
        if (Says("no-store"))
        {
            return Looked("bypass", null);
        }

        // A client may ask for a new answer, which later ones get as well.
        if (!Says("no-cache"))
        {
            if (cache.Find(product, key, definition) is { } found)
            {
                return Looked("hit", found);
            }

            if (definition.SingleFlight)
            {
                if (cache.TakeOff(key) is not { } other)
                {
                    _isLeading = true;
                }
                else
                {
                    await other.WaitAsync(cancellation).ConfigureAwait(false);
                    if (cache.Find(product, key, definition) is { } landed)
                    {
                        return Looked("hit", landed);
                    }

                    // It brought nothing to keep. Whoever has waited once asks for itself.
                }
            }
        }

        _isMiss = true;
        _captured = stream ? new CapturedBody((int)Math.Min(MostAnswer, definition.MaxBytes)) : null;
        return Looked("miss", null);
    }

    /// <summary>What is written of a stream from here on is kept, if it becomes an answer.</summary>
    public IBufferWriter<byte> Capture(IBufferWriter<byte> client) => _captured?.Over(client) ?? client;

    public void Begun(ReplyHead head) =>
        _translation = head.Headers.FirstOrDefault(header => header.Key == "x-gateway-translation").Value;

    /// <summary>All of a stream was written, and not all of it sent: whoever has it may ask again at once.</summary>
    public void Answered()
    {
        if (_captured is { IsWhole: true, IsEmpty: false } captured)
        {
            cache.Store(product, key, new(IsStream: true, captured.ToBody(), _translation), definition);
        }
    }

    /// <summary>A whole answer is about to be sent.</summary>
    public void Answered(ReadOnlySpan<byte> body)
    {
        if (_isMiss && body.Length <= MostAnswer)
        {
            cache.Store(product, key, new(IsStream: false, body.ToArray(), _translation), definition);
        }
    }

    /// <summary>Gives an answer again.</summary>
    public static async ValueTask DeliverAsync(CachedAnswer answer, ReplyWriter reply, CancellationToken cancellation)
    {
        await reply.EnterAsync().ConfigureAwait(false);
        try
        {
            var headers = new ReplyHeaders(null, answer.Translation);
            reply.BeginContent(answer.IsStream ? headers.ForStream() : headers.ForWhole(answer.Body.Length, 0));
            await reply.SendAsync(answer.Body, cancellation).ConfigureAwait(false);
            reply.Complete();
        }
        finally
        {
            reply.Exit();
        }
    }

    public void Dispose()
    {
        if (_isLeading)
        {
            cache.Landed(key);
        }

        _captured?.Dispose();
    }

    private CachedAnswer? Looked(string word, CachedAnswer? answer)
    {
        cache.Looked(product, Word = word);
        return answer;
    }

    private bool Says(string directive) =>
        call.CacheControl?.Split(',', StringSplitOptions.TrimEntries).Contains(directive, StringComparer.OrdinalIgnoreCase) is true;
}
