using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

namespace Orleans.Gateway.Micro;

/// <summary>A whole answer of 4 KB, and the masking of an error message. The yardstick reads the answer with the framework's reader.</summary>
[MemoryDiagnoser]
public class AnswerBenchmarks
{
    private const string Error =
        "The model `gpt-4o` at https://contoso.openai.azure.com/openai/deployments/prod-1 (key sk-proj-abcdefghijklmnopqrstuvwxyz0123456789) rejected messages[3].content[1]: too long.";

    private static readonly AnswerPlan Plan = new() { Alias = "gpt", Created = 1_700_000_000, ServerTools = false };

    private readonly byte[] _answer = Samples.Answer(4 * 1024);
    private readonly Output _output = new();

    [Benchmark(Baseline = true)]
    public int Utf8JsonReaderScan()
    {
        var reader = new Utf8JsonReader(_answer);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    [Benchmark]
    public WholeAnswer Translate() => MessageAnswer.Translate(_answer, Plan, _output.Clear());

    [Benchmark]
    public string Mask() => MessageMask.Clean(Error);
}
