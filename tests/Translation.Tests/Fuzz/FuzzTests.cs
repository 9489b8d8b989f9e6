using System.Globalization;

namespace Orleans.Gateway.Translation.Tests.Fuzz;

/// <summary>
/// A million inputs in all, the same in each run: typed rejections and failures only, output and memory in proportion to the input, and an end.
/// </summary>
/// <remarks>
/// <c>GATEWAY_FUZZ_SEED</c> gives other inputs, <c>GATEWAY_FUZZ_FACTOR</c> more of them. With coverage as a guide: <c>benchmarks/fuzz</c>.
/// </remarks>
public class FuzzTests
{
    // Of one run, its checks included. A leak of a whole pooled array for each input would be far above.
    private const int MostAllocated = 512 * 1024;
    private const int MostAllocatedPerByte = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly int Seed = Setting("GATEWAY_FUZZ_SEED", 20_261_122);

    private static readonly int Factor = Setting("GATEWAY_FUZZ_FACTOR", 1);

    [Fact]
    public Task No_request_does_more_than_be_rejected() => Run(Corpus.Requests, new FuzzedRequest().Run, 200_000);

    [Fact]
    public Task No_answer_does_more_than_fail() => Run(Corpus.Answers, new FuzzedAnswer().Run, 200_000);

    [Fact]
    public Task No_stream_does_more_than_fail() => Run(Corpus.Streams, new FuzzedStream().Run, 60_000);

    [Fact]
    public Task No_events_depend_on_how_they_arrive() => Run(Corpus.Streams, FuzzedEvents.Run, 540_000);

    private static async Task Run(IReadOnlyList<byte[]> corpus, Action<ReadOnlyMemory<byte>> target, int inputs)
    {
        var at = 0;
        var stop = TestContext.Current.CancellationToken;
        var all = Task.Factory.StartNew(
            () =>
            {
                var mutator = new Mutator(corpus, Seed);
                foreach (var seed in corpus)
                {
                    RunOne(target, seed, -1);
                }

                for (at = 0; at < inputs * Factor && !stop.IsCancellationRequested; at++)
                {
                    RunOne(target, mutator.Next(), at);
                }
            },
            stop,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            await all.WaitAsync(Patience * Factor, TimeProvider.System, stop);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Input {Volatile.Read(ref at)} of seed {Seed} does not end, or the machine is very slow.");
        }
    }

    private static void RunOne(Action<ReadOnlyMemory<byte>> target, ReadOnlyMemory<byte> input, int number)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target(input);
        }
        catch (Exception finding)
        {
            // The bytes go straight to the fuzzing program, or into a test of their own.
            throw new Finding($"Input {number} of seed {Seed}: {finding.GetType().Name}: {finding.Message}\n{finding.StackTrace}\nbase64: {Convert.ToBase64String(input.Span)}");
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Finding.Unless(
            allocated <= MostAllocated + ((long)MostAllocatedPerByte * input.Length),
            $"Input {number} of seed {Seed}: {input.Length} bytes made {allocated} bytes of garbage. base64: {Convert.ToBase64String(input.Span)}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
