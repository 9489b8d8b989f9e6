using System.Globalization;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>One gateway for all tests of faults.</summary>
[CollectionDefinition(Name)]
public sealed class FaultsCollection : ICollectionFixture<FaultsFixture>
{
    public const string Name = "faults";
}

/// <summary>
/// A gateway that takes little, in front of a provider that is scripted by the texts of the calls. There are many backends, so that what the gateway
/// learns of one in a test is not news in the next.
/// </summary>
public sealed class FaultsFixture : GatewayFixture
{
    internal const int MaxRequestBytes = 64 * 1024;
    internal const int MaxEventBytes = 64 * 1024;
    internal const int MaxAnswerBytes = 128 * 1024;

    /// <summary>How many backends of each kind there are; a test that asks for more fails.</summary>
    private const int Spares = 64;

    private static readonly string[] Families = ["gpt", "claude"];
    private readonly DeadEnds _deadEnds = DeadEnds.Open();
    private int _alias;
    private int _mark;

    public static TheoryData<string, bool> Ways => new() { { "gpt", false }, { "gpt", true }, { "claude", false }, { "claude", true } };

    private protected override string[] Settings =>
    [
        string.Create(CultureInfo.InvariantCulture, $"--Gateway:Front:MaxRequestBytes={MaxRequestBytes}"),
        string.Create(CultureInfo.InvariantCulture, $"--Gateway:Relay:MaxEventBytes={MaxEventBytes}"),
        string.Create(CultureInfo.InvariantCulture, $"--Gateway:Relay:MaxAnswerBytes={MaxAnswerBytes}"),
    ];

    /// <summary>An alias with a backend of its own, which hardly another call has used. With <c>-then-good</c> behind it, it has a second target.</summary>
    internal string Fresh(string family) => string.Create(CultureInfo.InvariantCulture, $"{family}-{Interlocked.Increment(ref _alias) % Spares}");

    /// <summary>The same, with a backend that has little time.</summary>
    internal string Hurried(string family) => string.Create(CultureInfo.InvariantCulture, $"{family}-hurried-{Interlocked.Increment(ref _alias) % Spares}");

    /// <summary>A text that no other call has.</summary>
    internal string Mark() => string.Create(CultureInfo.InvariantCulture, $"mark {Interlocked.Increment(ref _mark):D6} of this call");

    internal IReadOnlyList<LedgerEntry> AttemptsWith(string mark) => [.. Provider.Ledger.Entries.Where(entry => entry.Request.Holds(mark))];

    /// <summary>Nothing of a provider, and no key, may be in any line that was logged.</summary>
    internal void AssertLogIsClean()
    {
        var own = new Uri(Provider.Url).Authority;
        foreach (var line in Gateway.Log.All)
        {
            foreach (var canary in (string[])[own, "sk-provider", "sk-ant-provider", "canary", "203.0.113.7", "mark 0", Documents.Key])
            {
                Assert.DoesNotContain(canary, line, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    private protected override string Document(string providerUrl)
    {
        var hurry = new { connect = "00:00:00.4", firstByte = "00:00:00.4", answer = "00:00:00.4", idle = "00:00:00.4", total = "00:00:01.5" };
        var backends = new Dictionary<string, object>
        {
            ["gpt-good"] = Documents.OpenAi(providerUrl, "gpt-4o-good"),
            ["claude-good"] = Documents.Anthropic(providerUrl),
        };
        foreach (var (name, address) in new[] { ("refused", _deadEnds.Refused), ("nameless", DeadEnds.Nameless), ("blackhole", _deadEnds.BlackHole), ("deaf", _deadEnds.Deaf) })
        {
            backends[$"gpt-{name}"] = Documents.OpenAi($"http://{address}", timeouts: hurry);
            backends[$"claude-{name}"] = Documents.Anthropic($"https://{address}", timeouts: hurry); // TLS to what knows none
        }

        for (var spare = 0; spare < Spares; spare++)
        {
            backends[$"gpt-{spare}"] = Documents.OpenAi(providerUrl);
            backends[$"claude-{spare}"] = Documents.Anthropic(providerUrl);
            backends[$"gpt-hurried-{spare}"] = Documents.OpenAi(providerUrl, timeouts: hurry);
            backends[$"claude-hurried-{spare}"] = Documents.Anthropic(providerUrl, timeouts: hurry);
        }

        var aliases = new Dictionary<string, object>();
        foreach (var backend in backends.Keys)
        {
            aliases[backend] = Documents.Targets(backend);
            if (backend.EndsWith("-good", StringComparison.Ordinal))
            {
                continue;
            }

            aliases[$"{backend}-then-good"] = Documents.Targets(backend, $"{Families.First(family => backend.StartsWith(family, StringComparison.Ordinal))}-good");
        }

        return Documents.Of(backends, aliases);
    }
}
