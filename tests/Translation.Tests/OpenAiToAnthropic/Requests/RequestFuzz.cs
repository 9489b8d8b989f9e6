using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

/// <summary>Random changes to requests that use everything: whatever comes of it is refused or translated into JSON, never anything else.</summary>
public class RequestFuzz
{
    private static readonly string[] Seeds =
    [
        """
        {"model":"m","stream":true,"stream_options":{"include_usage":true},"max_tokens":2000,"temperature":0.5,"top_p":0.9,"top_k":3,"stop":["a"],"user":"u","metadata":{"user_id":"x"},
         "service_tier":"auto","reasoning_effort":"high","reasoning":{"effort":"low","max_tokens":2000,"exclude":true},"parallel_tool_calls":false,
         "tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,"parameters":{"type":"object","properties":{"a":{"type":["string","null"],"enum":["x"]},"b":{"anyOf":[{"$ref":"#/$defs/B"},{"type":"null"}]}},"required":["a"],"additionalProperties":false,"$defs":{"B":{"type":"array","items":{"type":"number","minimum":1}}}}}},
          {"type":"function","function":{"name":"g.h/1","parameters":{"anyOf":[{"type":"object","properties":{"a":{}}},{"$ref":"#/$defs/B"}],"$defs":{"B":{"type":"object","required":["x"]}}}}},
          {"type":"function","function":{"name":"w","parameters":{"type":"array","items":[{"minimum":1,"exclusiveMinimum":true}]}}},
          {"type":"custom","custom":{"name":"h","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"x"}}}},{"type":"web_fetch_20250910","name":"web_fetch","cache_control":{"type":"ephemeral"}}],
         "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}},{"type":"custom","custom":{"name":"h"}}]}},
         "messages":[{"role":"system","content":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}]},{"role":"user","name":"n","content":[{"type":"text","text":"t\u00e9\n","prompt_cache_breakpoint":{"mode":"explicit","ttl":"30m"}},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},{"type":"file","file":{"filename":"a.txt","file_data":"data:text/plain;charset=utf-8;base64,YQ==","citations":{"enabled":true}}}]},
          {"role":"assistant","content":"x","thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s"}],"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":[1,{\"b\":\"\\u00e9\"}]}"}},{"id":"a:b","type":"custom","custom":{"name":"h","input":"raw"}},{"id":"c1","function":{"name":"w","arguments":"[1]"}}]},
          {"role":"tool","tool_call_id":"a:b","content":[{"type":"text","text":"r"}]},{"role":"developer","content":"later"},{"role":"tool","tool_call_id":"c1","content":"r","is_error":true},
          {"role":"assistant","content":null,"reasoning_details":[{"type":"reasoning.text","text":"a","index":0},{"type":"reasoning.text","text":"b","signature":"s","index":0},{"type":"reasoning.encrypted","data":"d"}],"function_call":{"name":"f","arguments":"{\"a\":\"cut"}},
          {"role":"function","name":"f","content":"z"}]}
        """,
        """
        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"refusal","refusal":"no"},{"type":"redacted_thinking","data":"d"}],"refusal":"r"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y.pdf"}}]}],
         "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"a":{"allOf":[{"$ref":"#/definitions/A"}],"nullable":true},"b":{"type":"string","pattern":"\\b","format":"x"}},"definitions":{"A":{"oneOf":[{"const":1},{"type":"string","minLength":1}]}}}}},
         "thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"low"},"system":[{"type":"text","text":"s"}],"web_search_options":{"search_context_size":"low","user_location":{"approximate":{"city":"B"}}},
         "cache_control":{"type":"ephemeral"},"betas":["x"],"functions":null,"logit_bias":{},"seed":1,"max_completion_tokens":9}
        """,
    ];

    private static readonly string[] Values =
        ["null", "true", "false", "0", "-1", "1e99", "1.5", "99999999999999999999", "\"\"", "\" \"", "\"HALF\"", "\"x\\u0000\"", "[]", "{}", "[null]", "{\"type\":\"text\"}", "\"data:,\"", "\"{\\\"a\\\":\"", "\"none\""];

    private static readonly string[] Models = ["claude-sonnet-4-5", "claude-opus-4-8", "claude-opus-5-5", "claude-sonnet-4-0", "other"];

    [Fact]
    public void Changed_values_are_refused_or_translated()
    {
        var random = new Random(20_261_122);
        var translated = 0;
        for (var run = 0; run < 6_000; run++)
        {
            var node = JsonNode.Parse(Seeds[run % Seeds.Length])!;
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                Change(node, random);
            }

            translated += Translate(Encoding.UTF8.GetBytes(node.ToJsonString().Replace("HALF", "\\ud800", StringComparison.Ordinal)), Models[run % Models.Length], mustBeJson: true) ? 1 : 0;
        }

        Assert.True(translated > 500, $"only {translated} were translated");
    }

    [Fact]
    public void Changed_bytes_are_refused_or_translated()
    {
        var random = new Random(42);
        for (var run = 0; run < 6_000; run++)
        {
            var bytes = Encoding.UTF8.GetBytes(Seeds[run % Seeds.Length]);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = "{}[]\",:\\ 0an\n\u007f"u8[random.Next(14)];
            }

            Translate(random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes, Models[run % Models.Length], mustBeJson: false);
        }
    }

    private static bool Translate(byte[] body, string model, bool mustBeJson)
    {
        var output = new ArrayBufferWriter<byte>();
        var target = new MessagesTarget { Model = model, Capabilities = ModelFamilies.Of(model), AllowClientBetas = true, AllowFileIds = true };
        try
        {
            _ = MessagesRequest.ToolCallsWithoutThinking(body);
            MessagesRequest.Translate(body, new RequestScan(), target, TranslationOptions.Default, "alias", 0, default, null, default, null, output);
        }
        catch (RequestRejectedException refusal)
        {
            Assert.Equal(0, output.WrittenCount);
            Assert.InRange(refusal.Message.Length, 1, 500);
            return false;
        }

        Assert.InRange(output.WrittenCount, 1, (body.Length * 8) + 8_192);
        if (mustBeJson)
        {
            using var _ = JsonDocument.Parse(output.WrittenMemory);
        }

        return true;
    }

    private static void Change(JsonNode node, Random random)
    {
        while (true)
        {
            var names = node is JsonObject members ? members.Select(member => member.Key).ToArray() : [];
            var count = node is JsonArray items ? items.Count : names.Length;
            if (count == 0)
            {
                return;
            }

            var pick = random.Next(count);
            var child = node is JsonArray list ? list[pick] : node[names[pick]];
            if (child is JsonObject or JsonArray && random.Next(5) > 0)
            {
                node = child;
                continue;
            }

            var value = random.Next(4) == 0 ? null : JsonNode.Parse(Values[random.Next(Values.Length)]);
            switch (node)
            {
                case JsonArray array when random.Next(3) == 0:
                    array.RemoveAt(pick);
                    break;
                case JsonArray array when random.Next(3) == 0:
                    array.Insert(pick, child?.DeepClone());
                    break;
                case JsonArray array:
                    array[pick] = value;
                    break;
                case JsonObject map when random.Next(3) == 0:
                    map.Remove(names[pick]);
                    break;
                case JsonObject map:
                    map[names[pick]] = value;
                    break;
            }

            return;
        }
    }
}
