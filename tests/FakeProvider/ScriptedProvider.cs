using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider;

/// <summary>
/// An LLM provider on a real socket that speaks both formats, is as strict as the real ones, misbehaves when told to,
/// and remembers what it saw.
/// </summary>
/// <remarks>
/// <code>
///   POST /v1/messages          /anthropic/v1/messages                                                Anthropic Messages
///   POST /v1/chat/completions  /openai/v1/chat/completions  /openai/deployments/{d}/chat/completions OpenAI Chat Completions
///   GET  /v1/models            /openai/v1/models            /anthropic/v1/models
/// </code>
/// Which behaviour a call meets: the next of a <see cref="ScriptFor"/> whose text is in its body; else the next of <see cref="Script"/>;
/// else the latest <see cref="On(Func{ReceivedRequest, Behaviour})"/> that knows one; else <see cref="Behaviour.Sensible"/>.
/// </remarks>
public sealed class ScriptedProvider : IAsyncDisposable
{
    private readonly ConcurrentQueue<Behaviour> _script = new();
    private readonly TextScripts _scripts = new();
    private readonly ConcurrentStack<Func<ReceivedRequest, Behaviour?>> _rules = new();
    private readonly WebApplication _app;
    private readonly ScriptedProviderOptions _options;
    private readonly SensibleReply _sensible;
    private int _connections;
    private int _connectionsEver;

    private ScriptedProvider(ScriptedProviderOptions options)
    {
        _options = options;
        _sensible = new SensibleReply(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, Listen);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The root, without a slash at its end: <c>http://127.0.0.1:port</c>, or <c>https</c> with a certificate.</summary>
    public string Url => _app.Urls.First().TrimEnd('/');

    public CallLedger Ledger { get; } = new();

    /// <summary>Every request, in the order of arrival.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. Ledger.Entries.Select(entry => entry.Request)];

    /// <summary>Calls that have neither been answered to the end nor lost their caller.</summary>
    public int OpenCalls => Ledger.Open;

    /// <summary>Connections that are open now.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Connections since the start.</summary>
    public int ConnectionsEver => Volatile.Read(ref _connectionsEver);

    public static async Task<ScriptedProvider> StartAsync(CancellationToken cancellation, ScriptedProviderOptions? options = null)
    {
        var provider = new ScriptedProvider(options ?? new ScriptedProviderOptions());
        await provider._app.StartAsync(cancellation);
        return provider;
    }

    /// <summary>One behaviour for each of the next calls, in this order, after those that are still waiting.</summary>
    public ScriptedProvider Script(params ReadOnlySpan<Behaviour> behaviours)
    {
        foreach (var behaviour in behaviours)
        {
            _script.Enqueue(behaviour);
        }

        return this;
    }

    /// <summary>
    /// One behaviour for each of the next calls whose body holds that text, in this order: with a text of its own, a test takes no other's.
    /// </summary>
    /// <param name="text">As it stands in the JSON: letters, digits and blanks are the same there.</param>
    public ScriptedProvider ScriptFor(string text, params ReadOnlySpan<Behaviour> behaviours)
    {
        _scripts.Add(text, behaviours);
        return this;
    }

    /// <summary>Every call to that model, until a later rule says otherwise.</summary>
    public ScriptedProvider On(string model, Behaviour behaviour) =>
        On(request => request.Model == model ? behaviour : null);

    /// <summary>Every call to that model whose body holds that text, until a later rule says otherwise.</summary>
    public ScriptedProvider On(string model, string text, Behaviour behaviour) =>
        On(request => request.Model == model && request.Holds(text) ? behaviour : null);

    /// <summary>Every call for which the rule gives a behaviour, until a later rule says otherwise.</summary>
    public ScriptedProvider On(Func<ReceivedRequest, Behaviour?> rule)
    {
        _rules.Push(rule);
        return this;
    }

    /// <summary>Completes when a caller has left before the end of its answer; with that call.</summary>
    public Task<LedgerEntry> WaitForAbortAsync(CancellationToken cancellation, string? requestId = null) =>
        Ledger.WaitForAsync(entry => entry.End is CallEnd.Aborted && (requestId is null || entry.Id == requestId), cancellation);

    /// <summary>Completes when that many requests have arrived.</summary>
    public Task WaitForRequestsAsync(int count, CancellationToken cancellation) =>
        Ledger.WaitUntilAsync(ledger => ledger.Entries.Count >= count, cancellation);

    /// <summary>Completes when no call is open.</summary>
    public Task WaitForIdleAsync(CancellationToken cancellation) =>
        Ledger.WaitUntilAsync(ledger => ledger.Open == 0, cancellation);

    public async ValueTask DisposeAsync()
    {
        // Calls that stall on purpose would keep an orderly stop waiting.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private void Listen(ListenOptions listen)
    {
        listen.Protocols = !_options.Http2 ? HttpProtocols.Http1 : _options.Certificate is null ? HttpProtocols.Http2 : HttpProtocols.Http1AndHttp2;
        listen.Use(next => async connection =>
        {
            Interlocked.Increment(ref _connectionsEver);
            Interlocked.Increment(ref _connections);
            try
            {
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref _connections);
            }
        });
        if (_options.Certificate is { } certificate)
        {
            listen.UseHttps(certificate);
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = await RequestReading.ReadAsync(context.Request);
        var entry = Ledger.Add(request.Header("x-request-id"), request, _options.Time.GetUtcNow());
        await using var leaving = context.RequestAborted.Register(() => entry.Finish(CallEnd.Aborted, _options.Time.GetUtcNow()));

        var behaviour = BehaviourFor(request);
        var refusal = behaviour.Strict ? _sensible.Refuse(request) : null;
        entry.Refusal = refusal?.Message;
        var reply = refusal?.ToReply(request.Dialect)
            ?? behaviour.Change(request, (behaviour.Answer ?? _sensible.Answer)(request));

        try
        {
            await new Exchange(context, refusal is null ? behaviour : Behaviour.Sensible, entry, _options.Time).SendAsync(reply);
        }
        catch (Exception left) when (left is System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // A socket may be gone before Kestrel says that its caller is.
            context.Abort();
        }
        finally
        {
            entry.Finish(CallEnd.Aborted, _options.Time.GetUtcNow()); // Unless it ended otherwise.
        }
    }

    private Behaviour BehaviourFor(ReceivedRequest request) =>
        _scripts.Next(request) is { } own ? own
        : _script.TryDequeue(out var next) ? next
        : _rules.Select(rule => rule(request)).FirstOrDefault(behaviour => behaviour is not null) ?? Behaviour.Sensible;
}
