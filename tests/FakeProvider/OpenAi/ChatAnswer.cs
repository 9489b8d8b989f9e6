using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Answers;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.OpenAi;

/// <summary>One answer in the Chat Completions format, whole or as chunks.</summary>
internal sealed class ChatAnswer(JsonElement request, string model, PlannedAnswer answer, int promptTokens, long created)
{
    private readonly string _id = Ids.Completion;
    private readonly bool _legacy = request.Has("functions");
    private readonly bool _usage = request.Get("stream_options").Has("include_usage", JsonValueKind.True);
    private readonly bool _obfuscated = !request.Get("stream_options").Has("include_obfuscation", JsonValueKind.False);
    private readonly int _choices = request.Has("n", JsonValueKind.Number) ? request.Get("n").GetInt32() : 1;

    internal JsonObject ToJson()
    {
        var json = Envelope("chat.completion", [.. Enumerable.Range(0, _choices).Select(index => new JsonObject
        {
            ["index"] = index,
            ["message"] = Message(),
            ["logprobs"] = null,
            ["finish_reason"] = FinishReason,
        })]);
        json["usage"] = Usage();
        return json;
    }

    internal IEnumerable<ReadOnlyMemory<byte>> ToChunks()
    {
        for (var choice = 0; choice < _choices; choice++)
        {
            foreach (var delta in Deltas())
            {
                yield return Chunk(choice, delta, null);
            }

            yield return Chunk(choice, [], FinishReason);
        }

        if (_usage)
        {
            var last = Envelope("chat.completion.chunk", []);
            last["usage"] = Usage();
            yield return Sse.Event(last);
        }

        yield return Sse.Done;
    }

    private string FinishReason => answer.Stop switch
    {
        Stop.MaxTokens => "length",
        Stop.ToolUse => _legacy ? "function_call" : "tool_calls",
        _ => "stop",
    };

    private JsonObject Message()
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Calls.Count > 0 ? null : answer.Text, ["refusal"] = null, ["annotations"] = new JsonArray() };
        if (answer.Calls.Count > 0 && _legacy)
        {
            message["function_call"] = new JsonObject { ["name"] = answer.Calls[0].Name, ["arguments"] = answer.Calls[0].Input };
        }
        else if (answer.Calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. answer.Calls.Select(call => Call(call, call.Input))]);
        }

        return message;
    }

    /// <summary>The role comes first, alone; a call's name comes before the pieces of its arguments.</summary>
    private IEnumerable<JsonObject> Deltas()
    {
        yield return new() { ["role"] = "assistant", ["content"] = answer.Calls.Count > 0 ? null : "", ["refusal"] = null };
        foreach (var word in answer.Calls.Count > 0 ? [] : Words.Split(answer.Text))
        {
            yield return new() { ["content"] = word };
        }

        foreach (var (call, index) in answer.Calls.Select((call, index) => (call, index)))
        {
            var start = Call(call, "");
            start["index"] = index;
            yield return _legacy
                ? new() { ["function_call"] = new JsonObject { ["name"] = call.Name, ["arguments"] = "" } }
                : new() { ["tool_calls"] = new JsonArray(start) };
            foreach (var piece in Words.Pieces(call.Input))
            {
                yield return _legacy
                    ? new() { ["function_call"] = new JsonObject { ["arguments"] = piece } }
                    : new() { ["tool_calls"] = new JsonArray(Piece(call, index, piece)) };
            }
        }
    }

    private static JsonObject Call(ToolBlock call, string input) => call.IsCustom
        ? new() { ["id"] = Ids.ToolCall, ["type"] = "custom", ["custom"] = new JsonObject { ["name"] = call.Name, ["input"] = input } }
        : new() { ["id"] = Ids.ToolCall, ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = input } };

    private static JsonObject Piece(ToolBlock call, int index, string piece) => call.IsCustom
        ? new() { ["index"] = index, ["custom"] = new JsonObject { ["input"] = piece } }
        : new() { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = piece } };

    private ReadOnlyMemory<byte> Chunk(int choice, JsonObject delta, string? finishReason)
    {
        var chunk = Envelope("chat.completion.chunk",
            [new JsonObject { ["index"] = choice, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finishReason }]);
        if (_usage)
        {
            chunk["usage"] = null;
        }

        if (_obfuscated)
        {
            chunk["obfuscation"] = "xK2pQ9"[..(delta.ToText().Length % 6)];
        }

        return Sse.Event(chunk);
    }

    private JsonObject Envelope(string kind, JsonArray choices) => new()
    {
        ["id"] = _id,
        ["object"] = kind,
        ["created"] = created,
        ["model"] = model,
        ["choices"] = choices,
        ["service_tier"] = "default",
        ["system_fingerprint"] = "fp_fake000001",
    };

    private JsonObject Usage()
    {
        var completion = answer.OutputTokens * _choices;
        return new()
        {
            ["prompt_tokens"] = promptTokens,
            ["completion_tokens"] = completion,
            ["total_tokens"] = promptTokens + completion,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0, ["audio_tokens"] = 0 },
            ["completion_tokens_details"] = new JsonObject
            {
                ["reasoning_tokens"] = 0,
                ["audio_tokens"] = 0,
                ["accepted_prediction_tokens"] = 0,
                ["rejected_prediction_tokens"] = 0,
            },
        };
    }
}
