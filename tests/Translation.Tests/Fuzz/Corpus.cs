using System.Text;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Translation.Tests.Fuzz;

/// <summary>What mutations start from: requests, answers and streams that use every feature, and the recorded ones where there are any.</summary>
internal static class Corpus
{
    private const int LongestSeed = 4 * 1024;

    private static readonly string[] WrittenRequests =
    [
        """{"model":"gpt","messages":[{"role":"system","content":"s"},{"role":"user","content":"Hi \u00e9 \n"}],"temperature":0.7,"max_tokens":10,"stream":true,"stream_options":{"include_usage":false}}""",
        """{"stream_options":null,"model":"gpt","stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"t","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},{"type":"file","file":{"filename":"a.txt","file_data":"data:text/plain;charset=utf-8;base64,YQ=="}},{"type":"image_url","image_url":{"url":"https://x/y.pdf?z"}}]}],"stop":["a"," ",null],"user":"a@b.c","metadata":{"user_id":"x"},"service_tier":"auto"}""",
        """{"model":"m","reasoning_effort":"high","parallel_tool_calls":false,"tools":[{"type":"function","function":{"name":"f","description":"d","strict":true,"parameters":{"type":"object","properties":{"a":{"type":["string","null"],"enum":["x"]},"b":{"anyOf":[{"$ref":"#/$defs/B"},{"type":"null"}]}},"required":["a"],"additionalProperties":false,"$defs":{"B":{"type":"array","items":{"type":"number","minimum":1}}}}}},{"type":"function","function":{"name":"g.h/1","parameters":{"anyOf":[{"type":"object","properties":{"a":{}}},{"$ref":"#/$defs/B"}],"$defs":{"B":{"type":"object","required":["x"]}}}}},{"type":"custom","custom":{"name":"h","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"x"}}}},{"type":"web_fetch_20250910","name":"web_fetch"}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}},"messages":[{"role":"user","content":"x"}]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"x","thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s"}],"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":[1,{\"b\":\"\\u00e9\"}]}"}},{"id":"a:b","type":"custom","custom":{"name":"h","input":"raw"}}]},{"role":"tool","tool_call_id":"a:b","content":[{"type":"text","text":"r"}]},{"role":"developer","content":"later"},{"role":"tool","tool_call_id":"c1","content":"r","is_error":true},{"role":"assistant","content":null,"reasoning_details":[{"type":"reasoning.text","text":"b","signature":"s","index":0},{"type":"reasoning.encrypted","data":"d"}],"function_call":{"name":"f","arguments":"{\"a\":\"cut"}},{"role":"function","name":"f","content":"z"}],"tools":[]}""",
        """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"refusal","refusal":"no"}],"refusal":"r"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"a":{"allOf":[{"$ref":"#/definitions/A"}],"nullable":true},"b":{"type":"string","pattern":"\\b","format":"x"}},"definitions":{"A":{"oneOf":[{"const":1},{"type":"string","minLength":1},{"$ref":"#"}]}}}}},"thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"low"},"system":[{"type":"text","text":"s"}],"web_search_options":{"search_context_size":"low"},"betas":["x"],"functions":null,"logit_bias":{},"seed":1}""",
        """{"functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"},"messages":[{"role":"user","content":"a"}],"prompt_cache_options":{"mode":"explicit","ttl":"12h"},"model":"x"}""",
    ];

    private static readonly string[] WrittenAnswers =
    [
        """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"text","text":"Hi \u00e9\n","citations":[{"type":"web_search_result_location","url":"https://x","title":null}]},{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Ulm","n":[1,2.50,null]}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":3,"cache_read_input_tokens":2,"output_tokens":5,"iterations":[{"type":"message","input_tokens":1}]}}""",
        """{"id":"msg_2","content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"text","text":"```json\n{}\n```"},{"type":"redacted_thinking","data":"d"},{"type":"tool_use","id":"t","name":"shell","input":{"input":"ls"}}],"stop_reason":"pause_turn","usage":{"input_tokens":1,"output_tokens":1}}""",
        """{"id":"msg_3","content":[],"stop_reason":"refusal","stop_details":{"explanation":"no","category":"x"},"usage":{}}""",
        """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"stop","logprobs":null}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"prompt_tokens_details":{"cached_tokens":1}}}""",
        """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded","details":{"error_code":"x"}},"request_id":"r"}""",
        """{"error":{"message":"messages.3.content.1: The deployment 'a-b' at https://x.y/z with key sk-abcdefghijklmnop does not exist","type":"invalid_request_error","param":"messages","code":"400"}}""",
        "<html><body><h1>413 Request Entity Too Large</h1></body></html>",
    ];

    private static readonly string[] WrittenStreams =
    [
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\ndata: {\"type\":\"ping\"}\n\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"h\\u00e9\"}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"s\"}}\n\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"get_weather\",\"input\":{}}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"value\\\":\\\"x\"}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"y\\\"}\"}}\n\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":9}}\n\ndata: {\"type\":\"message_stop\"}\n\n",
        "data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"usage\":{}}}\r\n\r\n: comment\r\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"a\"}}\r\n\r\ndata:{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"b\\ud83d\\ude00 é\"}}   \r\n\r\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"citations_delta\",\"citation\":{\"type\":\"web_search_result_location\",\"url\":\"u\"}}}\r\n\r\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}}}\r\n\r\ndata: {\"type\":\"content_block_stop\",\"index\":1}\r\n\r\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"pause_turn\"},\"usage\":{\"output_tokens\":9}}\r\n\r\ndata: {\"type\":\"message_stop\"}\r\n\r\n",
        "data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\"}}\n\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_2\"}}\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n",
        "data: {\"id\":\"c\",\"model\":\"gpt\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}\n\n: keep-alive\n\ndata: {\"id\":\"c\",\"model\":\"gpt\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"id\":\"t\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},\"finish_reason\":null}]}\n\ndata: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\ndata: [DONE]\n\n",
        "\uFEFFdata: {\"choices\":[{\"index\":0,\n\ndata:\"delta\":{\"content\":\"x\"}}]}\ndata: {\"a\":\ndata: 1}\r\rid: 3\nretry: 5\n\ndata: {\"error\":{\"message\":\"m\",\"code\":502}}\n\n",
    ];

    public static IReadOnlyList<byte[]> Requests { get; } = Seeds(WrittenRequests, WireKind.OpenAiRequest);

    public static IReadOnlyList<byte[]> Answers { get; } =
        Seeds(WrittenAnswers, WireKind.AnthropicAnswer, WireKind.OpenAiAnswer, WireKind.AnthropicError, WireKind.OpenAiError);

    public static IReadOnlyList<byte[]> Streams { get; } = Seeds(WrittenStreams, WireKind.AnthropicStream, WireKind.OpenAiStream);

    private static byte[][] Seeds(string[] written, params WireKind[] kinds) =>
    [
        .. written.Select(Encoding.UTF8.GetBytes),
        .. kinds.Where(_ => WireFixtures.Found).SelectMany(kind => WireFixtures.NamesOf(kind)).Select(name => Shortened(WireFixtures.Get(name).Bytes())),
    ];

    // The end of a long stream says more than its middle.
    private static byte[] Shortened(byte[] seed) => seed.Length <= LongestSeed ? seed : [.. seed[..(LongestSeed * 2 / 3)], .. seed[^(LongestSeed / 3)..]];
}
