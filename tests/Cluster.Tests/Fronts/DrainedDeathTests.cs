using System.Net;
using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>A silo is killed that reads on an answer whose client has left: what the call held is free again, and what it may have used counts.</summary>
public sealed class DrainedDeathTests
{
    private const string Subscription = "leaver";
    private const string Key = "leaver-key-0123456789";

    /// <summary>Of tokens.</summary>
    private const long Quota = 10_000;

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Its_permit_comes_back_and_its_tokens_are_not_given_back()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        await cluster.StartAsync("Silo", 2, Cancellation);
        var front = cluster.Start("Api");
        await front.ReadyAsync(Cancellation);
        await ConfigureAsync(front, cluster.Provider.Url);
        var gate = new Gate();
        cluster.Provider.ScriptFor("leave", Behaviour.Sensible.HeldAfter(6, gate));

        using (var response = await front.SayAsync("drained", "leave this one to itself", Cancellation, stream: true, Key))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await gate.Reached.WaitAsync(Cancellation);
        }

        // It goes on without its client, and holds the only permit: nobody else may come in.
        await Patience.UntilAsync(async () => await InFlightAsync(front) == 1, Cancellation);
        using (var other = await front.SayAsync("drained", "hello", Cancellation, key: Key))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, other.StatusCode);
        }

        var victim = cluster.Named(cluster.Provider.Requests[^1].Header(Documents.NodeHeader)!);
        await victim.Process.KillAsync(Cancellation);

        var used = 0L;
        await Patience.UntilAsync(
            async () =>
            {
                using var answer = await front.SayAsync("drained", "hello", Cancellation, key: Key);
                if (answer.StatusCode is not HttpStatusCode.OK)
                {
                    return false;
                }

                used = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).GetProperty("usage").GetProperty("total_tokens").GetInt64();
                return true;
            },
            Cancellation);
        await Patience.UntilAsync(async () => await InFlightAsync(front) == 0, Cancellation);

        for (var call = 1; call <= 3; call++)
        {
            using var again = await front.SayAsync("drained", "hello", Cancellation, key: Key);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        }

        // What it had reserved counts as used, since nobody can say any more what was; what came afterwards is beside that.
        Assert.InRange(await UsedAsync(front) - (4 * used), 1, Quota / 2);
        gate.Release();
    }

    private static async Task ConfigureAsync(Node front, string provider)
    {
        await front.ChangeAsync("backends/drained", new
        {
            format = "openai",
            url = $"{provider}/v1",
            model = "gpt-4o",
            credentials = new { header = new { name = "Authorization", value = $"${{env:{Documents.SiloVariable}}}" } },
            headers = new Dictionary<string, string> { [Documents.NodeHeader] = $"${{env:{Documents.NodeVariable}}}" },
            circuit = new { enabled = false },
            onDisconnect = "drain",
        }, Cancellation);
        await front.ChangeAsync("apis/llm/aliases/drained", Documents.Target("drained"), Cancellation);
        await front.ChangeAsync($"subscriptions/{Subscription}", new
        {
            product = "all",
            keys = new[] { Key },
            limits = new object[] { new { maxConcurrent = 1 }, new { tokenQuota = Quota, tokenQuotaPeriod = "Yearly" } },
        }, Cancellation);
    }

    /// <summary>Null while the silos cannot be asked.</summary>
    private static async Task<int?> InFlightAsync(Node front) => (await GetAsync(front, "requests"))?.GetProperty("total").GetInt32();

    /// <summary>Of the quota, once no silo holds a lease of it any more: the living have given theirs back, and that of the dead is lost.</summary>
    private static async Task<long> UsedAsync(Node front)
    {
        long? used = null;
        await Patience.UntilAsync(
            async () =>
            {
                var counters = await GetAsync(front, $"limits?subscription={Subscription}");
                var quota = counters?.GetProperty("items").EnumerateArray().Single(counter => counter.GetProperty("kind").GetString() == "token-quota");
                used = quota is { } known && known.TryGetProperty("leased", out var leased) && leased.GetInt64() == 0 ? known.GetProperty("used").GetInt64() : null;
                return used is not null;
            },
            Cancellation);
        return used!.Value;
    }

    private static async Task<JsonElement?> GetAsync(Node front, string path)
    {
        using var response = await front.AdminAsync(HttpMethod.Get, path, Cancellation);
        return response.IsSuccessStatusCode ? JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)) : null;
    }
}
