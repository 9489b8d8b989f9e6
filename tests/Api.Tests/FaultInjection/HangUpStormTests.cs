using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Clients that leave whenever it pleases them, among others that stay.</summary>
public sealed partial class HangUpStormTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private const int Calls = 600;
    private const int AtOnce = 24;

    [Fact]
    public async Task Nothing_is_left_open_and_every_answer_adds_up()
    {
        var seed = TimeProvider.System.GetUtcNow().Millisecond;
        var clients = new ConcurrentDictionary<string, ClientEnd>();
        Fixture.Provider.On(request => !request.Holds("storm ") ? null
            : request.Streams ? Faults.Chunks(8).Delayed(beforeHeaders: TimeSpan.FromMilliseconds(5), betweenEvents: TimeSpan.FromMilliseconds(2))
            : Behaviour.Sensible.Delayed(beforeHeaders: TimeSpan.FromMilliseconds(20)));

        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (call, _) =>
        {
            var random = new Random((seed * Calls) + call);
            var name = string.Create(CultureInfo.InvariantCulture, $"storm {call:D6}");
            clients[name] = await CallAsync(random.Next(2) == 0 ? "gpt-good" : "claude-good", name, random);
        });

        await Fixture.Provider.Ledger.WaitUntilAsync(ledger => !ledger.Entries.Any(entry => entry.Request.Holds("storm ") && entry.End is CallEnd.Open), Cancellation);
        var attempts = Fixture.Provider.Ledger.Entries.Where(entry => entry.Request.Holds("storm ")).ToList();
        Assert.Empty(Reckoning.Of(attempts, clients, entry => Name().Match(System.Text.Encoding.UTF8.GetString(entry.Request.Body.Span)).Value));
        Assert.Contains(clients.Values, end => end is ClientEnd.Left);
        Assert.Contains(clients.Values, end => end is ClientEnd.Whole);
        Assert.DoesNotContain(clients.Values, end => end is ClientEnd.Broken or ClientEnd.Refused);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Fixture.Gateway.InFlight("gpt-good") + Fixture.Gateway.InFlight("claude-good") > 0)
        {
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    private async Task<ClientEnd> CallAsync(string alias, string text, Random random)
    {
        var stream = random.Next(3) > 0;
        using var leaves = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(4) == 0 ? 60_000 : random.NextDouble() * 60), TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaves.Token, Cancellation);
        try
        {
            using var response = await Fixture.Http.SayAsync(alias, text, either.Token, stream);
            if (!response.IsSuccessStatusCode)
            {
                return ClientEnd.Refused;
            }

            return !stream ? (await response.JsonAsync(either.Token)).TryGetProperty("choices", out _) ? ClientEnd.Whole : ClientEnd.Broken
                : (await response.EventsAsync(either.Token))[^1] == "[DONE]" ? ClientEnd.Whole : ClientEnd.Broken;
        }
        catch (Exception left) when (leaves.IsCancellationRequested && left is OperationCanceledException or HttpRequestException or IOException)
        {
            return ClientEnd.Left;
        }
    }

    [GeneratedRegex(@"storm \d{6}")]
    private static partial Regex Name();
}
