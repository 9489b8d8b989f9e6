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

            // Its answer is in no usage: nothing is gained by reading on what took too long.
            result = await new Attempt(view, request, time) { Drains = false }.RunAsync().ConfigureAwait(false);
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
            { Failure: { } failure } => new(false, failure.ProviderStatus, took, null, Failures.ForOperator(failure)),
            _ => new(true, 200, took, Words(reply.Bytes), null),
        };
    }

    private static ChatCall Call() => new() { Api = "", Subscription = "", RequestId = $"test_{Guid.NewGuid():N}", Body = Question };

    /// <summary>Null where there are none: a model may call a tool instead, and a provider of its own kind may say it in parts.</summary>
    private static string? Words(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        var content = Of(Of(First(Of(JsonElement.ParseValue(ref reader), "choices")), "message"), "content");
        var text = Text(content) ?? Text(Of(First(content, part => Text(Of(part, "text")) is not null), "text"));
        return text is null || text.Length <= MostReply ? text : text[..(char.IsHighSurrogate(text[MostReply - 1]) ? MostReply - 1 : MostReply)];
    }

    private static JsonElement Of(JsonElement json, string property) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(property, out var value) ? value : default;

    private static JsonElement First(JsonElement json, Func<JsonElement, bool>? which = null) =>
        json.ValueKind is JsonValueKind.Array ? json.EnumerateArray().FirstOrDefault(which ?? (static _ => true)) : default;

    private static string? Text(JsonElement json)
    {
        try
        {
            return json.ValueKind is JsonValueKind.String ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half a character, which JSON can hold and a string of .NET cannot.
        }
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
