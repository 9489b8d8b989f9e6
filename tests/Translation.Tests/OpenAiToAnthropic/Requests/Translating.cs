using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

/// <summary>One translation as a test writes it: everything that a test does not name has its default.</summary>
internal sealed record Translating
{
    public string Model { get; init; } = "claude-sonnet-4-5";

    public string Version { get; init; } = "2023-06-01";

    public CapabilityOverrides Overrides { get; init; } = new();

    public TranslationOptions Options { get; init; } = new() { DefaultMaxTokens = 100 };

    public RequestRepairs Repairs { get; init; }

    public IRememberedTurns? Remembered { get; init; }

    public string Continuation { get; init; } = "";

    public string? ClientBetas { get; init; }

    public Func<MessagesTarget, MessagesTarget> Target { get; init; } = target => target;

    public (string Body, TranslatedRequest Result) Run(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var output = new ArrayBufferWriter<byte>();
        var target = Target(new MessagesTarget
        {
            Model = Model,
            Version = Version,
            Capabilities = Overrides.Over(ModelFamilies.Of(Model)),
        });
        var result = MessagesRequest.Translate(
            bytes, Scan(bytes), target, Options, "alias", 1_700_000_000, Repairs, Remembered,
            Encoding.UTF8.GetBytes(Continuation), ClientBetas, output);
        return (Encoding.UTF8.GetString(output.WrittenSpan), result);
    }

    public JsonObject Object(string body) => JsonNode.Parse(Run(body).Body)!.AsObject();

    public string Loss(string body) => Run(body).Result.Loss.ToString();

    public RequestRejectedException Rejects(string body) => Assert.Throws<RequestRejectedException>(() => Run(body));

    /// <summary>One property of the result, as compact JSON; "absent" when it is not there.</summary>
    public string Part(string body, string path)
    {
        JsonNode? node = Object(body);
        foreach (var step in path.Split('.'))
        {
            node = node is JsonArray array ? array[int.Parse(step, null)] : node?[step];
        }

        return node?.ToJsonString(Compact) ?? "absent";
    }

    /// <summary>The turns of the result, as compact JSON.</summary>
    public string Messages(string messages) => Part($$"""{"model":"m","messages":{{messages}}}""", "messages");

    public static void Same(string expected, string actual) => Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(Compact), actual);

    public static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static RequestScan Scan(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var stream = root.TryGetProperty("stream", out var value) && value.ValueKind == JsonValueKind.True;
        var usage = root.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object
            && options.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True;
        return new RequestScan { Model = "alias", Stream = stream, IncludeUsage = usage };
    }
}
