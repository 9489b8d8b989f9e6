using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>A client that does not read holds nothing for long.</summary>
[Collection(AloneCollection.Name)]
public sealed class StalledReaderTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    /// <summary>Also where the client's silence is longer than the provider's may be: it is not the provider's.</summary>
    [Theory]
    [InlineData("gpt")]
    [InlineData("claude")]
    [InlineData("gpt-hasty")]
    [InlineData("claude-hasty")]
    public async Task A_client_that_stops_to_read_is_cut_off_and_its_provider_call_with_it(string alias)
    {
        fixture.Provider.Script(Faults.Endless(new string('x', 1000)));
        var calls = fixture.Provider.Requests.Count;
        using var client = new RawClient(new Uri(fixture.Gateway.Url));
        await client.SendAsync($$"""{"model":"{{alias}}","stream":true,"messages":[{"role":"user","content":"hello"}]}""", Cancellation);
        await fixture.Provider.WaitForRequestsAsync(calls + 1, Cancellation);
        var entry = fixture.Provider.Ledger.Entries[^1];

        await fixture.Provider.Ledger.WaitForAsync(call => call == entry && call.End is not CallEnd.Open, Cancellation);

        Assert.Equal(CallEnd.Aborted, entry.End);
        await Eventually.TrueAsync(() => fixture.Gateway.InFlight($"{alias}-1") == 0, Cancellation);
        Assert.DoesNotContain("[DONE]", await client.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        // Written once it was done, so perhaps a moment later.
        await Eventually.TrueAsync(() => LinesOf(entry.Id).Any(line => line.Contains("does not read", StringComparison.Ordinal)), Cancellation);
        Assert.DoesNotContain(LinesOf(entry.Id), line => line.Contains("failed", StringComparison.Ordinal));
    }

    private IEnumerable<string> LinesOf(string requestId) => fixture.Gateway.Log.All.Where(line => line.Contains(requestId, StringComparison.Ordinal));
}
