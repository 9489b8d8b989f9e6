using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

namespace Orleans.Gateway.Translation.Tests.Docs;

/// <summary>What the translation of requests makes of the examples in docs/formats.md.</summary>
internal static class RequestRows
{
    private const string Messages = """[{"role":"user","content":"Hi"}]""";

    private const string Tool = """[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object"}}}]""";

    /// <summary>What else is in the request that an example of this parameter stands in.</summary>
    private static readonly Dictionary<string, string> Surroundings = new()
    {
        ["tool_choice"] = $"\"tools\":{Tool}",
        ["parallel_tool_calls"] = $"\"tools\":{Tool}",
        ["function_call"] = "\"functions\":[{\"name\":\"get_weather\"}]",
        ["stream_options"] = "\"stream\":true",
    };

    /// <summary>Parameter and example; what is sent more or otherwise than without it, and what the client is told.</summary>
    public static string[] Parameter(string[] input)
    {
        var name = DocTable.Code(input[0]);
        var around = Surroundings.GetValueOrDefault(name);
        return Compare(input[1], around is null ? "" : $",{around}", value => $",\"{name}\":{value}");
    }

    /// <summary>A <c>response_format</c> or the members of a request about reasoning.</summary>
    public static string[] Format(string[] input) => Compare(input[0], "", value => $",\"response_format\":{value}");

    public static string[] ToolChoice(string[] input) => Compare(input[0], $",\"tools\":{Tool}", value => $",\"tool_choice\":{value}");

    /// <summary>One value of <c>reasoning_effort</c> for each model in the header.</summary>
    public static string[] Effort(string[] input, IEnumerable<string> models)
    {
        var effort = DocTable.Code(input[0]);
        return [.. models.Select(model => Compare($"`\"{effort}\"` on `{model}`", "", value => $",\"reasoning_effort\":{value}")).Select(cells => cells[1] == "–" ? cells[0] : $"{cells[0]} {cells[1]}")];
    }

    public static string[] Part(string[] input)
    {
        var (translation, told) = Translate($$"""{"messages":[{"role":"user","content":[{{DocTable.Code(input[0])}}]}]}""", Models(input[0]));
        return [translation is null ? "refused" : Code(translation["messages"]![0]!["content"]![0]), told];
    }

    public static string[] ToolDefinition(string[] input)
    {
        var (translation, told) = Translate($$"""{"messages":{{Messages}},"tools":[{{DocTable.Code(input[0])}}]}""", Models(input[0]));
        return [translation is null ? "refused" : Code(translation["tools"]![0]), told];
    }

    /// <summary>A whole list of messages.</summary>
    public static string[] Conversation(string[] input)
    {
        var (translation, told) = Translate($$"""{"messages":{{DocTable.Code(input[0])}}}""", Models(input[0]));
        return [translation is null ? "refused" : Code(translation["messages"]) + (translation["system"] is { } system ? $", `system`: {Code(system)}" : ""), told];
    }

    private static string[] Compare(string example, string around, Func<string, string> member)
    {
        var model = Models(example);
        var (without, _) = Translate($$"""{"messages":{{Messages}}{{around}}}""", model);
        var (with, told) = Translate($$"""{"messages":{{Messages}}{{around}}{{member(DocTable.Code(example))}}}""", model);
        if (with is null)
        {
            return ["refused", told];
        }

        var news = with.Where(property => Text(property.Value) != Text(without![property.Key])).Select(property => $"\"{property.Key}\":{Text(property.Value)}").ToList();
        return [news.Count == 0 ? "nothing" : DocTable.AsCode(string.Join(',', news)), told];
    }

    private static (JsonObject? Translation, string Told) Translate(string request, string model)
    {
        // What is asked of the provider as a stream is not the examples' subject, but where they say so themselves.
        var translating = new Translating { Model = model, Options = TranslationOptions.Default, Target = target => target with { StreamUpstream = StreamUpstream.Never } };
        try
        {
            var (body, result) = translating.Run(request);
            return (JsonNode.Parse(body)!.AsObject(), result.Loss.IsEmpty ? "–" : $"`{result.Loss}`");
        }
        catch (RequestRejectedException rejection)
        {
            return (null, $"{rejection.Status} `{rejection.Code ?? "null"}`");
        }
    }

    private static string Models(string example) => DocTable.Codes(example).ElementAtOrDefault(1) ?? "claude-sonnet-4-5";

    private static string Code(JsonNode? node) => DocTable.AsCode(Text(node));

    private static string Text(JsonNode? node) => node is null ? "absent" : node.ToJsonString(Translating.Compact);
}
