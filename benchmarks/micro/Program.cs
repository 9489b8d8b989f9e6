using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Orleans.Gateway.Micro;
using Perfolizer.Horology;

// In this process: the results are ratios in one run, and no second build has to understand the settings of the solution.
var quick = args.Contains("--quick");
var job = quick
    ? Job.ShortRun.WithIterationTime(TimeInterval.FromMilliseconds(100)).WithWarmupCount(2).WithIterationCount(5)
    : Job.Default.WithIterationTime(TimeInterval.FromMilliseconds(250));
var config = DefaultConfig.Instance.AddJob(job.WithToolchain(InProcessEmitToolchain.Instance).WithClock(new CpuClock()));
string[] rest = [.. args.Where(arg => arg != "--quick")];
BenchmarkSwitcher.FromAssembly(typeof(RequestBenchmarks).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest, config);
