using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// Turns a call's <c>arguments</c>, a string that should hold an object, into the object that the provider insists on. A history is replayed
/// for ever, so nothing that a model once wrote may make it unusable.
/// </summary>
internal static class ToolInput
{
    public static void Write(Draft draft, in ToolCall call, PooledBuffer output)
    {
        if (call.IsCustom)
        {
            output.Raw("{\"input\":"u8);
            output.Raw(call.Input.IsString ? call.Input.Raw : "\"\""u8);
            output.Raw((byte)'}');
            return;
        }

        var wrapped = draft.Tools.IsWrapped(call.Name);
        if (!call.Input.IsString)
        {
            WriteValue(call.Input.IsNothing ? default : call.Input.Raw, wrapped, output);
            return;
        }

        var scratch = draft.Scratch;
        var start = scratch.Length;
        JsonText.Decode(call.Input.Inner, scratch);
        WriteText(draft, start, wrapped, output);
        scratch.CutTo(start);
    }

    private static void WriteText(Draft draft, int start, bool wrapped, PooledBuffer output)
    {
        var scratch = draft.Scratch;
        var text = JsonDocumentText.Trim(scratch.Written[start..]);
        if (text.IsEmpty || JsonDocumentText.IsValid(text))
        {
            WriteParsed(draft, text, wrapped, output);
            return;
        }

        draft.Loss.Changed("messages.tool_calls.arguments");
        var before = output.Length;
        if (!TruncatedJson.TryClose(text, output))
        {
            output.CutTo(before);
            output.Raw("{\"_raw\":\""u8);
            JsonText.Encode(text, output);
            output.Raw("\"}"u8);
        }
    }

    private static void WriteParsed(Draft draft, ReadOnlySpan<byte> text, bool wrapped, PooledBuffer output)
    {
        if (!wrapped && text.Length > 0 && text[0] == (byte)'"')
        {
            // Encoded twice: the string may hold the object.
            var inner = JsonText.Decode(text[1..^1]);
            var trimmed = JsonDocumentText.Trim(inner);
            if (trimmed.Length > 0 && trimmed[0] == (byte)'{' && JsonDocumentText.IsValid(trimmed))
            {
                output.Raw(trimmed);
                return;
            }
        }

        WriteValue(text, wrapped, output);
    }

    private static void WriteValue(ReadOnlySpan<byte> value, bool wrapped, PooledBuffer output)
    {
        if (wrapped)
        {
            output.Raw("{\"value\":"u8);
            output.Raw(value.IsEmpty ? "null"u8 : value);
            output.Raw((byte)'}');
        }
        else if (value.IsEmpty || value.SequenceEqual("null"u8))
        {
            output.Raw("{}"u8);
        }
        else if (value[0] == (byte)'{')
        {
            output.Raw(value);
        }
        else
        {
            output.Raw("{\"input\":"u8);
            output.Raw(value);
            output.Raw((byte)'}');
        }
    }
}
