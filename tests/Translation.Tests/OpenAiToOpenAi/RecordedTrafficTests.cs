using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Recordings;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.OpenAiToOpenAi;

/// <summary>What real providers sent, passed through.</summary>
public class RecordedTrafficTests
{
    public static TheoryData<string> Streams => [.. WireFixtures.NamesOf(WireKind.OpenAiStream)];

    public static TheoryData<string> Answers => [.. WireFixtures.NamesOf(WireKind.OpenAiAnswer)];

    public static TheoryData<string> Errors => [.. WireFixtures.NamesOf(WireKind.OpenAiError)];

    [Theory]
    [MemberData(nameof(Streams))]
    public void Recorded_stream_arrives_to_the_byte_in_any_split(string name)
    {
        var bytes = Get(name).Bytes();
        var crlf = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\n", "\r\n", StringComparison.Ordinal));

        foreach (var input in new[] { bytes, crlf })
        {
            foreach (var piece in new[] { 1, 7, 64, 4_096, int.MaxValue })
            {
                var passed = PassedThrough.Of(input, piece: piece);

                Assert.Null(passed.Stream.Failure);
                Assert.True(passed.Stream.IsComplete);
                Assert.Equal(Client(Encoding.UTF8.GetString(input)), passed.Text);
            }
        }
    }

    /// <summary>Done a second time with the framework's own document model.</summary>
    [Theory]
    [MemberData(nameof(Streams))]
    public void Recorded_stream_is_shown_under_the_alias_and_without_the_usage_that_was_not_asked_for(string name)
    {
        var events = Get(name).Events();
        var input = string.Concat(events.Select(json => $"data: {json}\n\n")) + "data: [DONE]\n\n";
        var expected = events.Select(json => JsonNode.Parse(Client(json))!.AsObject())
            .Where(chunk => chunk["choices"] is not JsonArray { Count: 0 } || chunk["usage"] is null).ToList();
        foreach (var chunk in expected)
        {
            chunk.Remove("usage");
            chunk["model"] = "alias";
        }

        var passed = PassedThrough.Of(input, includeUsage: false, showModel: "alias");

        var actual = passed.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", actual[^1]);
        Assert.Equal(expected.Select(chunk => chunk.ToJsonString()), actual[..^1].Select(data => JsonNode.Parse(data["data: ".Length..])!.ToJsonString()));
        var usage = events.Select(json => JsonNode.Parse(json)!["usage"] as JsonObject).LastOrDefault(usage => usage is not null);
        Assert.Equal((long?)usage?["prompt_tokens"] ?? 0, passed.Stream.Usage.Prompt);
        Assert.Equal((long?)usage?["total_tokens"] ?? 0, passed.Stream.Usage.Total);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Recorded_stream_that_is_cut_is_complete_only_behind_its_end(string name)
    {
        var bytes = Get(name).Bytes(done: false);
        var step = Math.Max(1, bytes.Length / 300); // Every offset of the short ones; the time is quadratic.
        for (var length = 0; length < bytes.Length; length += step)
        {
            var stream = PassedThrough.Of(bytes[..length]).Stream;

            Assert.Equal(HasEnd(bytes.AsSpan(0, length)), stream.IsComplete);
            // Before the name of its first field is there, nothing shows that it was to be a stream.
            var begins = length >= "data".Length || (length > 0 && bytes[0] == (byte)':');
            Assert.Equal(stream.IsComplete ? null : begins ? FailureKind.Truncated : FailureKind.Malformed, stream.Failure?.Kind);
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Chunk_that_was_valid_stays_valid(string name)
    {
        var fixture = Get(name);
        Assert.SkipUnless(PublishedSchemas.Found, PublishedSchemas.Missing);
        var valid = fixture.Events().Where(json => PublishedSchemas.ValidateChunk(json).Count == 0).ToList();

        var passed = PassedThrough.Of(string.Concat(valid.Select(json => $"data: {json}\n\n")), includeUsage: false, showModel: "alias");

        Assert.All(
            passed.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries),
            data => Assert.Empty(PublishedSchemas.ValidateChunk(data["data: ".Length..])));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Recorded_answer_arrives_to_the_byte_but_for_its_model(string name)
    {
        var recorded = Get(name).Bytes();
        var body = Encoding.UTF8.GetBytes(Client(Encoding.UTF8.GetString(recorded)));
        var json = JsonNode.Parse(body)!;
        var model = (string)json["model"]!;

        var (same, answer) = Pass(recorded, null);
        var (shown, _) = Pass(recorded, "alias");

        Assert.Null(answer.Failure);
        Assert.Equal(Encoding.UTF8.GetString(body), same);
        json["model"] = "alias";
        Assert.Equal(json.ToJsonString(), JsonNode.Parse(shown)!.ToJsonString());
        Assert.Equal(body.Length + "alias".Length - model.Length, Encoding.UTF8.GetByteCount(shown));
        Assert.Equal((string?)json["choices"]![0]!["finish_reason"], answer.FinishReason);
        Assert.Equal((long?)json["usage"]?["prompt_tokens"] ?? 0, answer.Usage.Prompt);
        Assert.Equal((long?)json["usage"]?["total_tokens"] ?? 0, answer.Usage.Total);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Recorded_error_is_told_in_the_providers_words_if_it_is_about_the_request(string name)
    {
        var fixture = Get(name);
        var body = fixture.Bytes();
        var error = JsonNode.Parse(body)!["error"]!;

        var failure = OpenAiError.Read(fixture.ReplayStatus, null, null, null, default, body);

        Assert.Equal((string)error["message"]!, failure.RawMessage);
        Assert.Equal(fixture.ReplayStatus is 401 ? FailureText.Of(FailureKind.Unauthorized) : (string)error["message"]!, failure.Message);
        Assert.Equal(fixture.ReplayStatus is 401 ? null : (string?)error["param"], failure.Param);
    }

    /// <summary>
    /// What the client reads where a recording has one of the two faults that are repaired: Mistral counts no tool calls,
    /// and OpenAI itself ends a forced call with "stop". One recording ends without its last blank line.
    /// </summary>
    private static string Client(string recorded) => recorded
        .Replace("\"tool_calls\":[{\"id\":\"gSIMJiOkT\",\"function\"", "\"tool_calls\":[{\"index\":0,\"id\":\"gSIMJiOkT\",\"function\"", StringComparison.Ordinal)
        .Replace(
            recorded.Contains("\"tool_calls\": [", StringComparison.Ordinal) ? "\"finish_reason\": \"stop\"" : "no such text",
            "\"finish_reason\": \"tool_calls\"",
            StringComparison.Ordinal)
        + (recorded.EndsWith("[DONE]\n", StringComparison.Ordinal) || recorded.EndsWith("[DONE]\r\n", StringComparison.Ordinal) ? "\n" : "");

    private static WireFixture Get(string name)
    {
        Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);
        return WireFixtures.Get(name);
    }

    /// <summary>Whether the whole events of a stream give every choice its finish reason, or say that this was all.</summary>
    private static bool HasEnd(ReadOnlySpan<byte> bytes)
    {
        var finished = new Dictionary<int, bool>();
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            if (line.Trim() == "data: [DONE]")
            {
                return true;
            }

            if (!line.Contains("choices", StringComparison.Ordinal) || !line.TrimEnd().EndsWith('}'))
            {
                continue;
            }

            try
            {
                foreach (var choice in JsonNode.Parse(line["data: ".Length..])!["choices"]!.AsArray())
                {
                    var index = (int?)choice!["index"] ?? 0;
                    finished[index] = finished.GetValueOrDefault(index) || choice["finish_reason"] is not null;
                }
            }
            catch (System.Text.Json.JsonException)
            {
                // Cut within the event.
            }
        }

        return finished.Count > 0 && finished.Values.All(end => end);
    }

    private static (string Text, WholeAnswer Answer) Pass(byte[] body, string? showModel)
    {
        var output = new ArrayBufferWriter<byte>();
        var answer = PassThroughAnswer.Read(body, showModel, output);
        return (Encoding.UTF8.GetString(output.WrittenSpan), answer);
    }
}
