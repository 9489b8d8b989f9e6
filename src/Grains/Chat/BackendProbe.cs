using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Chat;

/// <inheritdoc cref="IBackendProbe"/>
/// <remarks>One attempt like those of calls, with a question that nobody chooses. In no tally and no metric.</remarks>
public sealed class BackendProbe(CatalogMirror catalog, CallTable calls, IOptions<RelayOptions> limits, TimeProvider time) : IBackendProbe
{
    /// <summary>In characters.</summary>
    private const int MostReply = 200;

    /// <summary>Nobody waits longer for a test, whatever the backend's own limits are.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] Question = """{"model":"test","messages":[{"role":"user","content":"Answer with the single word: ok"}]}"""u8.ToArray();

    public async Task<BackendProbed?> AskAsync(string backend, CancellationToken cancellation)
    {
        if (!catalog.Current.Backends.TryGetValue(backend, out var view))
        {
            return null;
        }

        var started = time.GetTimestamp();
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var reply = new CapturedReply(end.Token);
        AttemptResult result;
        using var live = calls.Open(Call(), backend, catalog.Current.Epoch, stream: false, reply);
        try
        {
            var request = new CallRequest(live, Question, RequestScanner.Read(Question), time.GetUtcNow().ToUnixTimeSeconds(), limits.Value, TranslationOptions.Default);
            result = await new Attempt(view, request, time).RunAsync().ConfigureAwait(false);
        }
        catch (RequestRejectedException rejected)
        {
            return new(false, null, time.GetElapsedTime(started), null, rejected.Message);
        }
        finally
        {
            await live.Reply.FinishAsync(null).ConfigureAwait(false);
        }

        var took = time.GetElapsedTime(started);
        cancellation.ThrowIfCancellationRequested();
        return result switch
        {
            { Abandoned: true } => new(false, null, took, null, "There was no answer within 30 seconds."),
            { Failure: { } failure } => new(false, failure.ProviderStatus, took, null, failure.Message),
            _ => new(true, 200, took, Words(reply.Bytes), null),
        };
    }

    private static ChatCall Call() => new() { Api = "", Subscription = "", RequestId = $"test_{Guid.NewGuid():N}", Body = Question };

    private static string? Words(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        var text = JsonElement.ParseValue(ref reader).GetProperty("choices"u8)[0].GetProperty("message"u8).GetProperty("content"u8).GetString();
        return text is null || text.Length <= MostReply ? text : text[..(char.IsHighSurrogate(text[MostReply - 1]) ? MostReply - 1 : MostReply)];
    }

    /// <summary>Keeps what a client would get.</summary>
    private sealed class CapturedReply(CancellationToken hangUp) : Reply
    {
        private readonly System.Buffers.ArrayBufferWriter<byte> _body = new();

        public override CancellationToken HangUp => hangUp;

        public override System.Buffers.IBufferWriter<byte> Body => _body;

        public ReadOnlySpan<byte> Bytes => _body.WrittenSpan;

        public override ValueTask<bool> FlushAsync(CancellationToken cancellation) => ValueTask.FromResult(true);

        // Its token ends it.
        public override void Abort()
        {
        }

        protected override void OnBegin(ReplyHead head)
        {
        }
    }
}
