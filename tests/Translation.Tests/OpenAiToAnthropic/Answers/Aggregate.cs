using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Answers;

/// <summary>What a client makes of an answer, whether it came in chunks or whole.</summary>
internal static class Aggregate
{
    public static string Of(Streamed streamed, bool jsonContent = false)
    {
        var message = new JsonObject { ["role"] = null, ["content"] = "", ["refusal"] = null, ["annotations"] = new JsonArray() };
        JsonObject? first = null;
        JsonObject result = [];
        foreach (var chunk in streamed.Chunks.Select(chunk => chunk.AsObject()))
        {
            first ??= chunk;
            Assert.Equal(first["id"]!.ToString(), chunk["id"]!.ToString());
            if (chunk["choices"]!.AsArray() is not [JsonObject choice])
            {
                result["usage"] = chunk["usage"]!.DeepClone();
                continue;
            }

            foreach (var (name, value) in choice["delta"]!.AsObject())
            {
                Merge(message, name, value);
            }

            foreach (var (name, value) in choice.Where(property => property.Key is not ("delta" or "index")))
            {
                result[name] = value?.DeepClone();
            }
        }

        foreach (var name in (string[])["id", "created", "model", "service_tier"])
        {
            result[name] = first?[name]?.DeepClone();
        }

        if ((string)message["content"]! == "" && (message.ContainsKey("tool_calls") || message.ContainsKey("function_call") || message["refusal"] is not null))
        {
            message["content"] = null;
        }

        result["message"] = message;
        return Normal(result, jsonContent);
    }

    public static string Of(string whole, bool jsonContent = false)
    {
        var answer = JsonNode.Parse(whole)!.AsObject();
        var choice = answer["choices"]![0]!.AsObject();
        answer.Remove("choices");
        answer.Remove("object");
        foreach (var (name, value) in choice.Where(property => property.Key != "index"))
        {
            answer[name] = value?.DeepClone();
        }

        return Normal(answer, jsonContent);
    }

    private static void Merge(JsonObject message, string name, JsonNode? value)
    {
        switch (name)
        {
            case "content" or "refusal" or "reasoning_content" or "reasoning" when value is not null:
                message[name] = (string?)message[name] + (string?)value;
                break;

            case "annotations" or "citations":
                var list = message[name] as JsonArray ?? [];
                message[name] = list;
                foreach (var item in value!.AsArray())
                {
                    list.Add(item!.DeepClone());
                }

                break;

            case "tool_calls" or "reasoning_details":
                var items = message[name] as JsonArray ?? [];
                message[name] = items;
                foreach (var part in value!.AsArray().Select(part => part!.AsObject()))
                {
                    var index = (int)part["index"]!;
                    var item = items.FirstOrDefault(other => (int)other!["index"]! == index)?.AsObject();
                    if (item is null)
                    {
                        items.Add(part.DeepClone());
                    }
                    else
                    {
                        MergeTexts(item, part);
                    }
                }

                break;

            case "function_call":
                var call = message[name] as JsonObject ?? [];
                message[name] = call;
                MergeTexts(call, value!.AsObject());
                break;

            case "role":
                message[name] = value!.DeepClone();
                break;
        }
    }

    private static void MergeTexts(JsonObject into, JsonObject part)
    {
        foreach (var (name, value) in part.Where(property => property.Key is not ("index" or "type" or "format")))
        {
            into[name] = into[name] is { } before && value is JsonValue ? (string)before! + (string)value!
                : into[name] is JsonObject inner ? Merged(inner, value!.AsObject())
                : value!.DeepClone();
        }
    }

    private static JsonObject Merged(JsonObject into, JsonObject part)
    {
        var copy = into.DeepClone().AsObject();
        MergeTexts(copy, part);
        return copy;
    }

    // White space in arguments and the order of properties mean nothing.
    private static string Normal(JsonObject answer, bool jsonContent)
    {
        var message = answer["message"]!.AsObject();
        foreach (var call in (message["tool_calls"] as JsonArray ?? []).Select(call => call!.AsObject()))
        {
            call.Remove("index");
            Compact(call["function"] as JsonObject, "arguments");
        }

        Compact(message["function_call"] as JsonObject, "arguments");
        foreach (var detail in (message["reasoning_details"] as JsonArray ?? []).Select(detail => detail!.AsObject()).Where(detail => (string)detail["type"]! == "reasoning.text"))
        {
            detail["text"] ??= "";
        }

        if (jsonContent)
        {
            Compact(message, "content");
        }

        return Sorted(answer).ToJsonString(Relaxed.Json);
    }

    private static void Compact(JsonObject? owner, string name)
    {
        try
        {
            if (owner?[name] is { } text)
            {
                owner[name] = JsonNode.Parse((string)text!)!.ToJsonString();
            }
        }
        catch (JsonException)
        {
            // Cut off: compared as it is.
        }
    }

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.Where(p => p.Value is not null).OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, (JsonNode?)Sorted(p.Value!)))),
        JsonArray a => new JsonArray([.. a.Select(item => Sorted(item!))]),
        _ => node.DeepClone(),
    };
}
