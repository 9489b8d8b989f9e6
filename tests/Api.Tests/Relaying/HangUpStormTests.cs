using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>Clients that leave at any moment, many at once, while providers do anything: nothing of them stays.</summary>
[Collection(AloneCollection.Name)]
public sealed class HangUpStormTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    /// <summary>The long form: GATEWAY_HANGUPS=10000.</summary>
    private static readonly int HangUps = int.Parse(Environment.GetEnvironmentVariable("GATEWAY_HANGUPS") ?? "400", CultureInfo.InvariantCulture);

    private const int AtOnce = 40;

    // The long form takes longer than a test may.
    private static CancellationToken Cancellation => HangUps > 1000 ? TestContext.Current.CancellationToken : Patience.Token;

    [Fact]
    public async Task Clients_that_leave_at_random_leave_no_call_no_count_and_no_work_behind()
    {
        var never = new Gate();
        fixture.Provider.On(request => (request.Header("x-request-id")!.GetHashCode(StringComparison.Ordinal) & 7) switch
        {
            0 => Behaviour.Sensible.HeldBeforeHeaders(never),
            1 => Behaviour.Sensible.HeldAfter(0, never),
            2 => Behaviour.Sensible.HeldAfter(3, never),
            3 => Behaviour.Sensible.HeldAfter(6, never),
            4 => Faults.OnlyPings(TimeSpan.FromMilliseconds(1)),
            5 => Behaviour.Sensible.InSlicesOf(7, TimeSpan.FromMilliseconds(1)),
            6 => Faults.Status(500).HeldBeforeHeaders(never),
            _ => Faults.Endless(),
        });

        var left = HangUps;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await LeaveAsync(random);
            }
        })));

        await fixture.Provider.WaitForIdleAsync(Cancellation);
        await Eventually.TrueAsync(() => fixture.Gateway.InFlight("openai") == 0 && fixture.Gateway.InFlight("anthropic") == 0, Cancellation);
        await Eventually.TrueAsync(() => fixture.Gateway.Services.GetRequiredService<ICallsInFlight>().List().Count == 0, Cancellation);
        await Eventually.TrueAsync(() => fixture.Provider.OpenCalls == 0, Cancellation);
        Assert.DoesNotContain(fixture.Gateway.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
        await AssertIdleAsync();
    }

    private async Task LeaveAsync(Random random)
    {
        var stream = random.Next(4) > 0;
        var body = $$"""{"model":"{{(random.Next(2) == 0 ? "gpt" : "claude")}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"one two three four five six seven"}]}""";
        var call = RawClient.Head(body.Length) + body;
        using var client = new RawClient(new Uri(fixture.Gateway.Url));
        // In the middle of the request, right after it, or a little later, when the answer may have begun.
        var sent = random.Next(8) == 0 ? random.Next(call.Length) : call.Length;
        await client.SendRawAsync(call[..sent], Cancellation);
        if (random.Next(2) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60)), TimeProvider.System, Cancellation);
        }
    }

    /// <summary>A loop that spins on because its client has left would keep a core busy for ever.</summary>
    private static async Task AssertIdleAsync()
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var before = Environment.CpuUsage.TotalTime;
        do
        {
            await second.WaitForNextTickAsync(Cancellation);
            (var spent, before) = (Environment.CpuUsage.TotalTime - before, Environment.CpuUsage.TotalTime);
            if (spent < TimeSpan.FromMilliseconds(250))
            {
                return;
            }
        }
        while (true);
    }
}
