using System.Text;
using System.Text.Json;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.Recordings;

/// <summary>A stream to the byte, whoever said it.</summary>
public sealed record StreamSample(string Name, Dialect Dialect, byte[] Bytes)
{
    public override string ToString() => Name;
}

/// <summary>Streams of both formats: those of the scripted provider itself, and recorded ones where there are recordings.</summary>
public static class SampleStreams
{
    private const string Tools =
        """{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}},{"type":"function","function":{"name":"now","parameters":{"type":"object","properties":{}}}}""";

    private const string MessageTools =
        """{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}},{"name":"now","input_schema":{"type":"object","properties":{}}}""";

    private static readonly (string Name, string Fields, string Text)[] Chats =
    [
        ("text", "", "one two three four five"),
        ("one word", "", "hi"),
        ("other scripts", "", "naïve 🦊 日本語 \\u0000 \\\"quoted\\\" \\\\n"),
        ("with usage", "\"stream_options\":{\"include_usage\":true},", "one two three"),
        ("two choices", "\"n\":2,", "one two three"),
        ("cut by length", "\"max_tokens\":3,", "one two three four five six"),
        ("stop sequence", "\"stop\":[\"four\"],", "one two three four five"),
        ("tool call", $"\"tools\":[{Tools}],", "get_weather {\\\"city\\\":\\\"Oslo \\u00e9\\\"}"),
        ("two tool calls", $"\"tools\":[{Tools}],", "now and get_weather {\\\"city\\\":\\\"Rome\\\"}"),
        ("forced tool", $"\"tools\":[{Tools}],\"tool_choice\":\"required\",", "do something"),
    ];

    private static readonly (string Name, string Fields, string Text)[] Messages =
    [
        ("text", "\"max_tokens\":100,", "one two three four five"),
        ("one word", "\"max_tokens\":100,", "hi"),
        ("other scripts", "\"max_tokens\":100,", "naïve 🦊 日本語 \\u0000 \\\"quoted\\\" \\\\n"),
        ("cut by length", "\"max_tokens\":3,", "one two three four five six"),
        ("stop sequence", "\"max_tokens\":100,\"stop_sequences\":[\"four\"],", "one two three four five"),
        ("tool call", $"\"max_tokens\":100,\"tools\":[{MessageTools}],", "get_weather {\\\"city\\\":\\\"Oslo \\u00e9\\\"}"),
        ("tool without input", $"\"max_tokens\":100,\"tools\":[{MessageTools}],", "now please"),
        ("two tool calls", $"\"max_tokens\":100,\"tools\":[{MessageTools}],", "now and get_weather {\\\"city\\\":\\\"Rome\\\"}"),
        ("forced tool", $"\"max_tokens\":100,\"tools\":[{MessageTools}],\"tool_choice\":{{\"type\":\"any\"}},", "do something"),
        ("thinking", "\"max_tokens\":4000,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024},", "one two three"),
    ];

    /// <summary>Ten of each format, in every shape that the scripted provider knows. Their ids differ from run to run.</summary>
    public static IReadOnlyList<StreamSample> Own { get; } = Make();

    /// <summary>Ten recorded ones of each format, the longest of those that take little time at every byte; empty unless <see cref="WireFixtures.Found"/>.</summary>
    public static IReadOnlyList<StreamSample> Recorded { get; } =
        [.. Pick(WireKind.OpenAiStream, Dialect.OpenAi), .. Pick(WireKind.AnthropicStream, Dialect.Anthropic)];

    private static IEnumerable<StreamSample> Pick(WireKind kind, Dialect dialect) => WireFixtures.Of(kind)
        .Select(file => new StreamSample(file.Name, dialect, file.Bytes()))
        .Where(sample => sample.Bytes.Length < 6_000 && new CutPoints(dialect, sample.Bytes).At(sample.Bytes.Length).Ended)
        .OrderByDescending(sample => sample.Bytes.Length)
        .ThenBy(sample => sample.Name, StringComparer.Ordinal)
        .Take(10);

    private static List<StreamSample> Make()
    {
        var provider = new SensibleReply(new ScriptedProviderOptions());
        return
        [
            .. Chats.Select(chat => Sample(provider, $"openai: {chat.Name}", Dialect.OpenAi, "gpt-4o", chat.Fields, chat.Text)),
            .. Messages.Select(message => Sample(provider, $"anthropic: {message.Name}", Dialect.Anthropic, "claude-sonnet-4-5", message.Fields, message.Text)),
        ];
    }

    private static StreamSample Sample(SensibleReply provider, string name, Dialect dialect, string model, string fields, string text)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"{{model}}","stream":true,{{fields}}"messages":[{"role":"user","content":"{{text}}"}]}""");
        var path = dialect is Dialect.Anthropic ? "/v1/messages" : "/v1/chat/completions";
        (string Name, string Value)[] headers = dialect is Dialect.Anthropic ? [("x-api-key", "k"), ("anthropic-version", "2023-06-01")] : [("authorization", "Bearer k")];
        var request = new ReceivedRequest("POST", path, "", Headers(headers), body, JsonElement.Parse(body), dialect);
        return provider.Refuse(request) is { } refusal
            ? throw new InvalidOperationException($"{name}: {refusal.Message}")
            : new StreamSample(name, dialect, [.. provider.Answer(request).Pieces.SelectMany(piece => piece.ToArray())]);
    }

    private static Dictionary<string, string> Headers((string Name, string Value)[] headers) =>
        headers.Append(("content-type", Reply.Json)).ToDictionary(header => header.Item1, header => header.Item2, StringComparer.OrdinalIgnoreCase);
}
