using System.Security.Cryptography;
using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Equal;

/// <summary>A new master key, node by node, as <c>docs/operating.md</c> says: at no moment is a node without a credential.</summary>
public sealed class KeyRotationTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task While_nodes_get_a_new_master_key_one_by_one_each_of_them_can_call_all_backends()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        var newer = RandomNumberGenerator.GetHexString(64);
        (string, string)[] both = [("MasterKey", newer), ("PreviousMasterKey", cluster.MasterKey)];
        var old = await cluster.StartAsync("All", 2, Cancellation);

        await StopAsync(old[0]);
        var first = await JoinedAsync(cluster, both);
        await first.Process.WaitForAsync("1 active silos do not have the current master key yet", Cancellation);
        await WriteAsync(first, "sk-written-during-the-rotation");
        await AnswersAsync(old[1], "Bearer sk-written-during-the-rotation");
        await AnswersAsync(first, "Bearer sk-written-during-the-rotation");

        await StopAsync(old[1]);
        var second = await JoinedAsync(cluster, both);
        foreach (var node in new[] { first, second })
        {
            await node.Process.WaitForAsync("Every silo has the current master key", Cancellation);
        }

        await WriteAsync(second, "sk-written-after-it");
        await StopAsync(first);
        var last = await JoinedAsync(cluster, [("MasterKey", newer)]);
        await AnswersAsync(last, "Bearer sk-written-after-it");
        Assert.DoesNotContain("out of service", string.Concat(first.Process.Output, second.Process.Output, old[1].Process.Output, last.Process.Output), StringComparison.Ordinal);

        async Task AnswersAsync(Node node, string credential)
        {
            await Patience.UntilAsync(
                async () =>
                {
                    // The change may not be acknowledged yet.
                    using var answer = await node.SayAsync("gpt", "hello", Cancellation);
                    Assert.Equal("You said: hello", await answer.TextAsync(Cancellation));
                    return cluster.Provider.Requests[^1].Header("Authorization") == credential;
                },
                Cancellation);
            using var other = await node.SayAsync("claude", "hello", Cancellation);
            Assert.Equal("You said: hello", await other.TextAsync(Cancellation));
        }
    }

    private static async Task StopAsync(Node node)
    {
        node.Process.Signal("TERM");
        await node.Process.ExitAsync(Cancellation);
    }

    private static async Task<Node> JoinedAsync(TestCluster cluster, (string, string)[] keys)
    {
        var node = cluster.Start("All", keys);
        await node.ReadyAsync(Cancellation);
        await node.JoinedAsync(Cancellation);
        return node;
    }

    private static Task WriteAsync(Node node, string credential) => Patience.UntilAsync(
        async () =>
        {
            var body = JsonSerializer.SerializeToElement(new { header = new { name = "Authorization", value = $"Bearer {credential}" } });
            using var current = await node.AdminAsync(HttpMethod.Get, "backends/openai", Cancellation);
            using var written = await node.AdminAsync(HttpMethod.Put, "backends/openai/credentials", Cancellation, body, current.Headers.ETag?.ToString());
            return written.IsSuccessStatusCode;
        },
        Cancellation);
}
