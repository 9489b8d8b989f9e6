using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Answers that are made to fill a memory.</summary>
public sealed class HugeAnswerTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private const long Gigabyte = 1024L * 1024 * 1024;

    /// <summary>What fits into the buffers of both sockets and in between.</summary>
    private const long FewMegabytes = 24L * 1024 * 1024;

    public static TheoryData<string, string, bool> Bombs
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var family in (string[])["gpt", "claude"])
            {
                data.Add(family, "body", false);
                data.Add(family, "body", true);
                data.Add(family, "error body", false);
                data.Add(family, "gzip", false);
                data.Add(family, "gzip", true);
                data.Add(family, "event", true);
                data.Add(family, "line", true);
                data.Add(family, "headers", false);
                data.Add(family, "one header", true);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Bombs))]
    public async Task Only_a_little_of_it_is_read_and_the_next_target_answers(string family, string bomb, bool stream)
    {
        var (mark, alias) = (Fixture.Mark(), Fixture.Fresh(family));
        Fixture.Provider.ScriptFor(mark, Bomb(bomb), Behaviour.Sensible, Bomb(bomb));

        using var served = await Fixture.Http.SayAsync($"{alias}-then-good", mark, Cancellation, stream);
        Assert.Equal($"You said: {mark}", await TextAsync(served, stream));
        using var failed = await Fixture.Http.SayAsync(alias, mark, Cancellation, stream);
        await ApiError.OfAsync(failed, 502, Cancellation);

        foreach (var entry in Fixture.AttemptsWith(mark).Where(entry => !entry.IsAnswered))
        {
            await Fixture.Provider.Ledger.WaitForAsync(call => call == entry && call.End is not CallEnd.Open, Cancellation);
            Assert.InRange(entry.Bytes, 0, FewMegabytes);
        }

        Assert.Equal(3, Fixture.AttemptsWith(mark).Count);
        Fixture.AssertLogIsClean();
    }

    private static Behaviour Bomb(string name) => name switch
    {
        "body" => Faults.HugeBody(Gigabyte),
        "error body" => Faults.HugeBody(Gigabyte).Changed((_, reply) => reply with { Status = 500 }),
        "gzip" => Faults.GzipBomb(10 * Gigabyte),
        "event" => Faults.HugeEvent(8 * FaultsFixture.MaxEventBytes),
        "line" => Behaviour.Of(_ => new Reply(200, Reply.EventStream, Line())),
        "headers" => Faults.HeaderFlood(10_000),
        _ => Faults.HugeHeaders(1_000_000),
    };

    private static IEnumerable<ReadOnlyMemory<byte>> Line()
    {
        ReadOnlyMemory<byte> filler = Enumerable.Repeat((byte)'x', 64 * 1024).ToArray();
        yield return "data: \"canary in a body"u8.ToArray();
        for (var sent = 0L; sent < Gigabyte; sent += filler.Length)
        {
            yield return filler;
        }
    }
}
