using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Two of three targets fail, in every way at once, under load.</summary>
public sealed class ThreeTargetsTests(ThreeTargetsFixture fixture) : IClassFixture<ThreeTargetsFixture>
{
    private const int Calls = 600;
    private const int AtOnce = 16;

    private static readonly Behaviour[] Ways =
    [
        Faults.Status(500), Faults.Status(502), Faults.Status(503), Faults.Status(504), Faults.Overloaded(), Faults.RateLimited("0"), Faults.SpendLimited(), Faults.Unauthorized(), Faults.Status(403),
        Faults.HtmlPage(503), Faults.HtmlPage(200), Faults.EmptyBody(), Faults.TruncatedJson(), Faults.ClosesBeforeHeaders(), Faults.ResetsBeforeHeaders(), Faults.ErrorAfterEvents(0),
        Behaviour.Sensible.CutAfterBytes(0), Behaviour.Sensible.CutAfterBytes(40), Behaviour.Sensible.CutAfterBytes(40, Ending.Reset), Behaviour.Sensible.CutAfterBytes(40, Ending.Proper),
        Faults.Raw("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}"), Faults.NeverAnswers(),
    ];

    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("gpt")]
    [InlineData("claude")]
    public async Task No_client_sees_a_failure_that_the_third_could_have_served(string family)
    {
        var turn = 0;
        fixture.Provider.On(request => request.Holds($"{family} call ") && !request.Model.Contains("good", StringComparison.Ordinal) && request.Model != "claude-opus-4-5"
            ? Ways[Interlocked.Increment(ref turn) % Ways.Length] : null);
        var clients = new ConcurrentDictionary<string, ClientEnd>();
        var failures = new ConcurrentBag<string>();

        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (call, _) =>
        {
            var stream = call % 2 == 0;
            using var response = await fixture.Http.SayAsync(family, string.Create(CultureInfo.InvariantCulture, $"{family} call {call:D4}"), Cancellation, stream);
            var body = await response.Content.ReadAsStringAsync(Cancellation);
            ApiError.AssertNothingLeaks(response, body);
            var whole = response.IsSuccessStatusCode && (stream ? body.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal) : body.Contains("\"choices\"", StringComparison.Ordinal));
            clients[response.Headers.GetValues("x-request-id").Single()] = whole ? ClientEnd.Whole : response.IsSuccessStatusCode ? ClientEnd.Broken : ClientEnd.Refused;
            if (!whole)
            {
                failures.Add($"{(int)response.StatusCode}: {body}");
            }
        });

        await fixture.Provider.WaitForIdleAsync(Cancellation);
        Assert.Empty(failures);
        var attempts = fixture.Provider.Ledger.Entries.Where(entry => entry.Request.Holds($"{family} call ")).ToList();
        Assert.Empty(Reckoning.Of(attempts, clients));
        Assert.Equal(Calls, clients.Count);
        Assert.InRange(attempts.Count, Calls, (Calls * 1.2) + 3);
    }
}

/// <summary>Aliases with two targets that fail and one that does not.</summary>
public sealed class ThreeTargetsFixture : GatewayFixture
{
    private protected override string Document(string providerUrl)
    {
        var timeouts = new { firstByte = "00:00:00.5", answer = "00:00:00.5" };
        var circuit = new { enabled = true };
        return Documents.Of(
            new()
            {
                ["gpt-1"] = Documents.OpenAi(providerUrl, "gpt-4o-first", timeouts, circuit: circuit),
                ["gpt-2"] = Documents.OpenAi(providerUrl, "gpt-4o-second", timeouts, circuit: circuit),
                ["gpt-3"] = Documents.OpenAi(providerUrl, "gpt-4o-good"),
                ["claude-1"] = Documents.Anthropic(providerUrl, "claude-sonnet-4-5", timeouts, circuit: circuit),
                ["claude-2"] = Documents.Anthropic(providerUrl, "claude-sonnet-4-6", timeouts, circuit: circuit),
                ["claude-3"] = Documents.Anthropic(providerUrl, "claude-opus-4-5"),
            },
            new() { ["gpt"] = Documents.Targets("gpt-1", "gpt-2", "gpt-3"), ["claude"] = Documents.Targets("claude-1", "claude-2", "claude-3") });
    }
}
