using System.Buffers;
using System.Text;
using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Recordings;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.Cuts;

/// <summary>A stream that ends at any byte ends well only if the provider had ended its answer there.</summary>
public class CutStreamTests
{
    private static readonly AnswerPlan Plan = new() { Alias = "claude", Created = 1_700_000_000, Stream = true, IncludeUsage = true, ServerTools = true };

    public static TheoryData<string> Own => [.. SampleStreams.Own.Select(sample => sample.Name)];

    public static TheoryData<string> Recorded => [.. SampleStreams.Recorded.Select(sample => sample.Name).DefaultIfEmpty("")];

    [Theory, MemberData(nameof(Own))]
    public void A_stream_of_any_shape_that_is_cut_at_any_byte_never_ends_as_if_it_were_whole(string name) =>
        CutEverywhere(SampleStreams.Own.Single(sample => sample.Name == name));

    [Theory, MemberData(nameof(Recorded))]
    public void A_recorded_stream_that_is_cut_at_any_byte_never_ends_as_if_it_were_whole(string name)
    {
        Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);
        CutEverywhere(SampleStreams.Recorded.Single(sample => sample.Name == name));
    }

    [Fact]
    public void There_are_ten_recorded_streams_of_each_format()
    {
        Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);
        Assert.Equal((10, 10), (SampleStreams.Recorded.Count(sample => sample.Dialect is Dialect.OpenAi), SampleStreams.Recorded.Count(sample => sample.Dialect is Dialect.Anthropic)));
    }

    private static void CutEverywhere(StreamSample sample)
    {
        var points = new CutPoints(sample.Dialect, sample.Bytes);
        var output = new ArrayBufferWriter<byte>();
        for (var cut = 0; cut <= sample.Bytes.Length; cut++)
        {
            output.ResetWrittenCount();
            AnswerStream stream = sample.Dialect is Dialect.Anthropic ? new MessagesStream(Plan) : new PassThroughStream(includeUsage: true, "alias");
            stream.Read(sample.Bytes.AsSpan(0, cut), output);
            stream.End(output);

            var said = points.At(cut);
            var where = $"behind {cut} of {sample.Bytes.Length} bytes, where the provider {said}";
            Assert.True(stream.IsComplete == said.Ended, $"complete {stream.IsComplete} {where}");
            Assert.True(stream.IsComplete == stream.Failure is null, $"not one outcome {where}");
            var (done, reasons) = Ends(output.WrittenSpan);
            Assert.True(!done || said.Ended, $"[DONE] {where}");
            Assert.True(reasons <= said.FinishReasons, $"{reasons} finish reasons {where}");
        }
    }

    /// <summary>Read with the framework's own parser: whether the client reads that this is all, and how many finish reasons.</summary>
    private static (bool Done, int Reasons) Ends(ReadOnlySpan<byte> output)
    {
        if (output.IndexOf("\"finish_reason\""u8) < 0 && output.IndexOf("[DONE]"u8) < 0)
        {
            return default;
        }

        var data = Encoding.UTF8.GetString(output).Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..].Trim()).ToList();
        var reasons = data.Where(one => one.Contains("\"finish_reason\"", StringComparison.Ordinal))
            .SelectMany(one => JsonElement.Parse(one).Get("choices").Items())
            .Count(choice => choice.Text("finish_reason") is not null);
        return (data.Contains("[DONE]"), reasons);
    }
}
