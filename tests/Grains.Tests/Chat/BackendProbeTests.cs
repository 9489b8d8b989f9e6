using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Tests.Catalog;

namespace Orleans.Gateway.Grains.Tests.Chat;

/// <summary>The test of a backend whose answers are read on when their client leaves.</summary>
public sealed class BackendProbeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly CatalogMirror _catalog = new(Views.Compiler());
    private readonly CallTable _calls;
    private readonly BackendProbe _probe;
    private ScriptedProvider _provider = null!;

    public BackendProbeTests()
    {
        var limits = Options.Create(new RelayOptions());
        _calls = new CallTable(limits, _time, NullLogger<CallTable>.Instance);
        _probe = new BackendProbe(_catalog, _calls, limits, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await ScriptedProvider.StartAsync(Cancellation);
        var backend = new BackendDefinition { Format = BackendFormats.OpenAi, Url = $"{_provider.Url}/v1", OnDisconnect = DisconnectActions.Drain };
        _catalog.Apply(new CatalogSnapshot { Epoch = 1, Backends = new Dictionary<string, Versioned<BackendDefinition>> { ["b"] = new(1, backend) } });
    }

    public async ValueTask DisposeAsync()
    {
        _calls.Dispose();
        await _provider.DisposeAsync();
    }

    [Fact(Timeout = 30_000)]
    public async Task It_takes_no_longer_than_somebody_waits_for_it()
    {
        var gate = new Gate();
        _provider.Script(Behaviour.Sensible.Lenient().HeldBeforeHeaders(gate));
        var asked = _probe.AskAsync("b", Cancellation);
        await gate.Reached.WaitAsync(Cancellation);

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(new BackendProbed(false, null, TimeSpan.FromSeconds(30), null, "There was no answer within 30 seconds."), await asked);
        await _provider.WaitForAbortAsync(Cancellation);
    }

    /// <summary>A message of the model, and what of it is shown.</summary>
    [Theory]
    [InlineData("""{"content":"ok"}""", "ok")]
    [InlineData("""{"content":null}""", null)]
    [InlineData("""{}""", null)]
    [InlineData("""{"content":[]}""", null)]
    [InlineData("""{"content":[{"type":"reasoning"},{"type":"text","text":"ok"}]}""", "ok")]
    [InlineData("""{"content":["ok"]}""", null)]
    [InlineData("""{"content":7}""", null)]
    [InlineData("""{"content":"\ud83d"}""", null)]
    public async Task An_answer_is_one_whatever_its_words_are(string message, string? reply)
    {
        _provider.Script(Faults.Body(200, Reply.Json, $$"""{"id":"1","object":"chat.completion","choices":[{"index":0,"message":{{message}},"finish_reason":"stop"}]}"""));

        var probed = await _probe.AskAsync("b", Cancellation);

        Assert.Equal(new BackendProbed(true, 200, TimeSpan.Zero, reply, null), probed);
    }
}
