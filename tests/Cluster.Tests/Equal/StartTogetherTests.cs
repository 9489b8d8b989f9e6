using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Equal;

/// <summary>Three nodes that start at the same moment on a store in which there is nothing.</summary>
public sealed class StartTogetherTests
{
    private const string Applied = "The document was applied as epoch";
    private const string Begins = "This node brings the document into the store";

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task One_of_them_applies_the_document()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        var nodes = await cluster.StartAsync("All", 3, Cancellation);

        Assert.Equal(1, nodes.Sum(node => Count(node, Applied)));
        Assert.Equal(1, nodes.Sum(node => Count(node, $"{Applied} 1.")));
        await AllAreAtVersion1Async(nodes[0], ["gpt", "claude", "echo"]);

        // Another document, to be enforced: one has something to do again.
        var other = Path.Combine(cluster.Folder, "other.json");
        var text = Documents.Of(cluster.Provider.Url).Replace("\"echo\":{\"targets\":[{\"backend\":\"echo\"}]}", "\"echo\":{\"targets\":[{\"backend\":\"openai\"}]}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(other, text, Cancellation);
        var more = Enumerable.Range(0, 3).Select(_ => cluster.Start("All", ("Config", other), ("ConfigMode", "Enforce"))).ToArray();
        foreach (var node in more)
        {
            await node.ReadyAsync(Cancellation);
            await node.JoinedAsync(Cancellation);
        }

        Assert.Equal(1, more.Sum(node => Count(node, Applied)));
        Assert.Equal(1, more.Sum(node => Count(node, $"{Applied} 2.")));
        Assert.Equal([2, 1], await VersionsAsync(more[0], "echo"));
        Assert.Equal([1], await VersionsAsync(more[0], "gpt"));
    }

    [Fact]
    public async Task One_that_dies_while_it_applies_the_document_leaves_nothing_half_done_and_does_not_keep_the_others()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        var aliases = Enumerable.Range(1, 1_500).Select(number => $"alias-{number}").ToArray();
        var large = Path.Combine(cluster.Folder, "large.json");
        await File.WriteAllTextAsync(large, JsonSerializer.Serialize(new
        {
            backends = new { echo = new { format = "echo" } },
            apis = new { llm = new { path = "/llm/v1", aliases = aliases.ToDictionary(alias => alias, _ => Documents.Target("echo")) } },
            products = new { all = new { apis = new { llm = new[] { "*" } } } },
            subscriptions = new Dictionary<string, object> { ["team-a"] = new { product = "all", keys = new[] { Documents.Key } } },
        }), Cancellation);
        var nodes = Enumerable.Range(0, 3).Select(_ => cluster.Start("All", ("Config", large))).ToList();
        var first = await await Task.WhenAny(nodes.Select(async node =>
        {
            await node.Process.WaitForAsync(Begins, Cancellation);
            return node;
        }));

        await first.Process.KillAsync(Cancellation);

        Assert.Equal(0, Count(first, Applied));
        nodes.Remove(first);
        foreach (var node in nodes)
        {
            await node.ReadyAsync(Cancellation);
        }

        Assert.Equal(1, nodes.Sum(node => Count(node, $"{Applied} 1.")));
        Assert.Equal(1, nodes.Sum(node => Count(node, Applied)));
        await AllAreAtVersion1Async(nodes[0], [aliases[0], aliases[1], aliases[^1]]);
        using var answer = await nodes[1].SayAsync(aliases[^1], "hello", Cancellation);
        Assert.Equal("hello", await answer.TextAsync(Cancellation));
    }

    private static async Task AllAreAtVersion1Async(Node node, IEnumerable<string> aliases)
    {
        foreach (var alias in aliases)
        {
            Assert.Equal([1], await VersionsAsync(node, alias));
            using var current = await node.AdminAsync(HttpMethod.Get, $"apis/llm/aliases/{alias}", Cancellation);
            Assert.Equal("\"1\"", current.Headers.ETag!.ToString());
        }
    }

    private static async Task<IReadOnlyList<int>> VersionsAsync(Node node, string alias)
    {
        IReadOnlyList<int> versions = [];
        await Patience.UntilAsync(
            async () =>
            {
                // Its owner may have been on a node that was killed: then it is asked again, once that is known.
                using var answer = await node.AdminAsync(HttpMethod.Get, $"apis/llm/aliases/{alias}/versions", Cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    versions = [.. (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("items").EnumerateArray().Select(version => version.GetProperty("version").GetInt32())];
                }

                return answer.IsSuccessStatusCode;
            },
            Cancellation);
        return versions;
    }

    private static int Count(Node node, string text) => node.Process.Output.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));
}
