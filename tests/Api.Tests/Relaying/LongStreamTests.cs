using System.Text;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>A stream may be long: it arrives whole and in order, and nothing of it stays.</summary>
[Collection(AloneCollection.Name)]
public sealed class LongStreamTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const int Chunks = 100_000;
    private const long FewMegabytes = 4 * 1024 * 1024;

    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("gpt")]
    [InlineData("claude")]
    [InlineData("echo")]
    public async Task A_hundred_thousand_chunks_arrive_in_order_and_hold_no_memory(string alias)
    {
        if (alias != "echo")
        {
            fixture.Provider.Script(Numbered());
        }

        using var response = await fixture.Http.SayAsync(alias, $"!tokens {Chunks}", Cancellation, stream: true);
        var (early, late, seen, last) = (0L, 0L, 0, "");
        await foreach (var data in response.EachEventAsync(Cancellation))
        {
            last = data;
            if (data == "[DONE]" || ContentOf(data) is not { Length: > 0 } content)
            {
                continue;
            }

            var expected = alias == "echo" ? (seen == 0 ? "echo" : " echo") : $"{seen:D6} ";
            Assert.Equal(expected, content);
            seen++;
            if (seen == Chunks / 10)
            {
                early = GC.GetTotalMemory(forceFullCollection: true);
            }
            else if (seen == Chunks / 10 * 9)
            {
                late = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        Assert.Equal(Chunks, seen);
        Assert.Equal("[DONE]", last);
        Assert.InRange(late - early, long.MinValue, FewMegabytes);
    }

    // Every text event of the provider gets its number, as it is sent.
    private static Behaviour Numbered()
    {
        var at = 0;
        return Faults.Chunks(Chunks, "######").Rewritten(piece => piece.Span.IndexOf("######"u8) is var mark and >= 0 ? Numbered(piece, mark, at++) : piece);
    }

    private static byte[] Numbered(ReadOnlyMemory<byte> piece, int mark, int number)
    {
        var copy = new byte[piece.Length + 1];
        piece[..mark].CopyTo(copy);
        Encoding.ASCII.GetBytes($"{number:D6} ", copy.AsSpan(mark));
        piece[(mark + 6)..].CopyTo(copy.AsMemory(mark + 7));
        return copy;
    }

    // A hundred thousand documents parsed would be most of the test's time.
    private static string? ContentOf(string data)
    {
        const string name = "\"content\":\"";
        var start = data.IndexOf(name, StringComparison.Ordinal);
        return start < 0 ? null : data[(start + name.Length)..data.IndexOf('"', start + name.Length)];
    }
}
