using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Thinking;

namespace Orleans.Gateway.Grains.Tests.Chat.Thinking;

public class ThinkingLedgerTests
{
    /// <summary>Room for three empty turns.</summary>
    private const int Most = 3 * ThinkingLedger.GrainSize;

    private readonly FakeTimeProvider _time = new();
    private readonly CountingLogger _log = new();
    private readonly List<string> _forgotten = [];
    private readonly ThinkingLedger _ledger;

    public ThinkingLedgerTests() => _ledger = new(Options.Create(new RelayOptions { MaxThinkingBytes = Most }), _time, _log);

    [Fact]
    public void The_oldest_goes_and_its_grain_too()
    {
        var (a, b, c) = (Keep("a", 0), Keep("b", 0), Keep("c", 0));
        Assert.Empty(_forgotten);

        Keep("d", 1);

        Assert.Equal(["a", "b"], _forgotten);
        Assert.Equal((null, null), (a.Content, b.Content));
        Assert.NotNull(c.Content);
    }

    [Fact]
    public void What_is_over_counts_no_more_and_only_once()
    {
        var (a, _, _) = (Keep("a", 0), Keep("b", 0), Keep("c", 0));
        _ledger.Remove(a);
        _ledger.Remove(a);

        Keep("d", 0);
        Assert.Empty(_forgotten);

        Keep("e", 0);
        Assert.Equal(["b"], _forgotten);
    }

    [Fact]
    public void What_has_no_room_at_all_is_forgotten_at_once() => Assert.Null(Keep("a", Most).Content);

    [Fact]
    public void That_it_is_full_is_said_once_an_hour()
    {
        for (var minute = 0; minute < 90; minute++)
        {
            Keep("a", 0);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(2, _log.Count);
    }

    private KeptTurn Keep(string name, int size) => _ledger.Keep(new byte[size], () => _forgotten.Add(name));

    private sealed class CountingLogger : ILogger<ThinkingLedger>
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }
}
