using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Orleans.Gateway.Grains.Limits.Tokens;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToOpenAi;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Micro;

/// <summary>What is done to a request. The yardstick is one pass of the framework's reader over the same bytes.</summary>
[MemoryDiagnoser]
public class RequestBenchmarks
{
    private static readonly MessagesTarget Target = new() { Model = "claude-sonnet-4-5", Capabilities = ModelFamilies.Of("claude-sonnet-4-5") };

    private readonly TokenCounter _tokens = new();
    private readonly Output _output = new();
    private byte[] _body = [];
    private byte[] _words = [];
    private RequestScan _scan = null!;

    [Params(2, 100)]
    public int KB { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _body = Samples.Request(KB * 1024);
        _scan = RequestScanner.Read(_body);
        _words = System.Text.Encoding.UTF8.GetBytes(Samples.Text(Math.Min(KB, 16) * 1024));
        _tokens.WarmAsync().GetAwaiter().GetResult();
    }

    [Benchmark(Baseline = true)]
    public int Utf8JsonReaderScan()
    {
        var reader = new Utf8JsonReader(_body);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    [Benchmark]
    public RequestScan Scan() => RequestScanner.Read(_body);

    [Benchmark]
    public int Splice()
    {
        RequestSplice.Write(_body, _scan, "gpt-4o-2024-11-20", forceUsage: true, _output.Clear());
        return _output.Length;
    }

    [Benchmark]
    public TranslatedRequest Translate() => MessagesRequest.Translate(
        _body, _scan, Target, TranslationOptions.Default, "gpt", 1_700_000_000, default, null, default, null, _output.Clear());

    /// <summary>A text that comes for the first time, as much of it as is counted.</summary>
    [Benchmark]
    public int CountNewText() => _tokens.Count(_words);

    [Benchmark]
    public long CountTokens() => PromptEstimate.Of(_body, _scan, _tokens);
}
