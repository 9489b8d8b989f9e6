using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>
/// The gateway decides by the model and by whether to stream; the provider reads them for itself. Of ten thousand bodies, odd and broken ones among
/// them, both read the same, whatever parser the provider has.
/// </summary>
public sealed class TwoReadersTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private const int Bodies = 10_000;
    private const int AtOnce = 8;

    private static readonly ReadOnlyMemory<byte> Whole = Utf8("""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}""");

    private static readonly ReadOnlyMemory<byte> Stream = Utf8("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");

    /// <summary>What the gateway made of a body that it took.</summary>
    private sealed record Taken(string Id, string Model, bool Streams, string Sent);

    [Fact]
    public async Task The_gateway_and_every_parser_read_the_same_model_and_the_same_stream()
    {
        const int Seed = 20_261_128;
        var isOver = false;
        Fixture.Provider.On(_ => isOver ? null : Behaviour.Of(seen => seen.Streams
            ? new Reply(200, Reply.EventStream, [Stream]) : Reply.Whole(200, Reply.Json, Whole)));
        var taken = new ConcurrentBag<Taken>();
        var refused = new ConcurrentBag<string>();
        var before = Fixture.Provider.Ledger.Entries.Count;

        await Parallel.ForAsync(0, Bodies, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (number, _) =>
        {
            var body = OddRequests.Make(new Random(Seed + number));
            using var response = await Fixture.Http.ChatAsync(body, Cancellation);
            var id = response.Headers.GetValues("x-request-id").Single();
            if (!response.IsSuccessStatusCode)
            {
                refused.Add(id);
                return;
            }

            var streams = response.Content.Headers.ContentType!.MediaType == "text/event-stream";
            var answer = await response.Content.ReadAsStringAsync(Cancellation);
            taken.Add(new Taken(id, JsonElement.Parse(streams ? answer.Split('\n')[0]["data: ".Length..] : answer).GetProperty("model").GetString()!, streams, body));
        });

        isOver = true;
        var seen = Fixture.Provider.Ledger.Entries.Skip(before).ToLookup(entry => entry.Id);
        Assert.DoesNotContain(refused, seen.Contains);
        Assert.InRange(taken.Count, Bodies / 4, Bodies);
        Assert.InRange(refused.Count, Bodies / 10, Bodies);
        var calls = taken.Select(call => (Call: call, Received: seen[call.Id].Single().Request)).ToList();
        foreach (var (call, received) in calls)
        {
            // The model that the gateway chose, by the name that it shows; the stream, by how it answered.
            var expected = (BackendModel(call.Model), call.Streams);
            Assert.True(expected == (received.Json.Text("model"), received.Streams), $"Another reading of {call.Sent}");
            using var sent = JsonDocument.Parse(call.Sent);
            Assert.True((call.Model, call.Streams) == (sent.RootElement.Text("model"), sent.RootElement.Has("stream", JsonValueKind.True)), $"Another reading of {call.Sent}");
        }

        await AssertNodeReadsTheSameAsync(calls);
    }

    private static string BackendModel(string alias) => alias == "gpt-good" ? "gpt-4o-good" : "gpt-4o";

    private static async Task AssertNodeReadsTheSameAsync(IReadOnlyList<(Taken Call, ReceivedRequest Received)> calls)
    {
        const string Script = """
            const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
            console.log(lines.map(line => { const read = JSON.parse(Buffer.from(line, 'base64').toString('utf8')); return `${read.model} ${read.stream === true}`; }).join('\n'));
            """;
        using var node = Start(Script);
        await node.StandardInput.WriteAsync(string.Join('\n', calls.Select(call => Convert.ToBase64String(call.Received.Body.Span))));
        node.StandardInput.Close();
        var errors = node.StandardError.ReadToEndAsync(Cancellation);
        var read = (await node.StandardOutput.ReadToEndAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await node.WaitForExitAsync(Cancellation);

        Assert.True(node.ExitCode == 0, await errors);
        Assert.Equal(calls.Select(call => $"{BackendModel(call.Call.Model)} {(call.Call.Streams ? "true" : "false")}"), read);
    }

    private static Process Start(string script)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", ["-e", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("Needs node on the PATH.");
            throw;
        }
    }
}

/// <summary>Bodies of chat requests, most of them right, written as nobody writes them.</summary>
internal static class OddRequests
{
    private static readonly string[] Models = ["\"gpt-good\"", "\"gpt-good\"", "\"gpt-1\"", "\"\\u0067pt-good\"", "\"gpt\\u002d1\"", "\"gpt-g\\u006F\\u006fd\"", "\"gpt-good\\u0000\"", "null", "7", "[\"gpt-good\"]"];

    private static readonly string[] Streams = ["true", "true", "false", "null", "\"true\"", "1", "tru", "[true]"];

    private static readonly string[] Values =
    [
        "0", "-0", "-0.0", "1e400", "1E-400", "123456789012345678901234567890", "0.1", "1e+2", "01", "+1", ".5", "1.", "NaN", "Infinity", "true", "null", "\"\"", "\"\\\"model\\\":\\\"gpt-1\\\"\"",
        "\"\\ud83e\\udd8a\"", "\"\\ud83e\"", "\"\\x41\"", "\"a\tb\"", "{}", "[]", "{\"model\":\"gpt-1\",\"stream\":true}", "[{\"stream\":true},{\"model\":\"gpt-1\"}]", "{\"a\":1,\"a\":2}", "[1,]", "{\"a\":1,}", "\"model\"", "\"\u2028\"",
    ];

    private static readonly string[] Names =
    [
        "seed", "x", "temperature", "user", "metadata", "stream_options", "Model", "MODEL", "\\u006dodel", "mod\\u0065l", "model ", " model", "model\\u0000", "STREAM", "\\u0073tream", "ſtream", "stream\\n", "__proto__", "constructor", "toString", "", "models", "messages2",
    ];

    private static readonly string[] Blanks = ["", "", "", " ", "\n", "\t", "\r\n", " \n\t\r ", "\f", "\u00a0", "\uFEFF", "/* */", "// x\n"];

    public static string Make(Random random)
    {
        var members = new List<string> { $"\"messages\":[{{\"role\":\"user\",\"content\":\"two readers {random.Next().ToString(CultureInfo.InvariantCulture)}\"}}]" };
        members.Add($"\"model\"{Blank(random)}:{Blank(random)}{Pick(random, Models, 7)}");
        if (random.Next(3) > 0)
        {
            members.Add($"\"stream\"{Blank(random)}:{Blank(random)}{Pick(random, Streams, 4)}");
        }

        for (var extra = random.Next(4); extra > 0; extra--)
        {
            members.Add($"\"{Pick(random, Names, 5)}\":{Pick(random, Values, 9)}");
        }

        if (random.Next(12) == 0)
        {
            members.Add(members[random.Next(1, members.Count)]);
        }

        var order = members.ToArray();
        random.Shuffle(order);
        var text = new StringBuilder(Blank(random)).Append('{');
        text.AppendJoin(',', order.Select(member => Blank(random) + member + Blank(random))).Append('}').Append(Blank(random));
        return random.Next(40) == 0 ? Broken(text.ToString(), random) : text.ToString();
    }

    // Rarely one of those that break the body, else too few would get through.
    private static string Blank(Random random) => Blanks[random.Next(60) == 0 ? random.Next(Blanks.Length) : random.Next(8)];

    private static string Pick(Random random, string[] from, int good) => random.Next(6) == 0 ? from[random.Next(from.Length)] : from[random.Next(Math.Min(good, from.Length))];

    private static string Broken(string text, Random random) => random.Next(4) switch
    {
        0 => text[..random.Next(text.Length)],
        1 => text + text,
        2 => text.Insert(random.Next(text.Length), "\0"),
        _ => text.Remove(random.Next(text.Length), 1),
    };
}
