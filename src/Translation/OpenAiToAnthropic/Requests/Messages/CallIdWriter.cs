using System.Buffers;
using System.Security.Cryptography;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Writes a call's id as the provider takes it: the same for the call and its result, and the same in every later request.</summary>
internal static class CallIdWriter
{
    private static readonly SearchValues<byte> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"u8);

    public static bool IsValid(ReadOnlySpan<byte> id) => id.Length > 0 && !id.ContainsAnyExcept(Allowed);

    public static void Write(Draft draft, int callId)
    {
        var id = draft.Conversation.Ids[callId];
        var json = draft.Out;
        json.Raw((byte)'"');
        if (id.Node == 0)
        {
            WriteOrdinal(json, id);
        }
        else
        {
            var value = draft.At(id.Node);
            if (id.Repeat == 0 && !value.IsEscaped && IsValid(value.Inner))
            {
                json.Raw(value.Inner);
            }
            else
            {
                WriteHashed(draft, value, id.Repeat);
            }
        }

        json.Raw((byte)'"');
    }

    private static void WriteOrdinal(PooledBuffer json, CallId id)
    {
        if (id.Turn < 0)
        {
            json.Raw("fc_"u8);
        }
        else
        {
            json.Raw("t_"u8);
            json.Number(id.Turn);
            json.Raw((byte)'_');
        }

        json.Number(id.Ordinal);
    }

    private static void WriteHashed(Draft draft, JsonValue value, int repeat)
    {
        var scratch = draft.Scratch;
        var start = scratch.Length;
        JsonText.Decode(value.Inner, scratch);
        if (repeat == 0 && IsValid(scratch.Written[start..]))
        {
            draft.Out.Raw(scratch.Written[start..]);
            scratch.CutTo(start);
            return;
        }

        if (repeat > 0)
        {
            // No id can hold this byte unescaped by accident, so a repeated id collides with no other.
            scratch.Raw((byte)0);
            scratch.Number(repeat);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(scratch.Written[start..], hash);
        scratch.CutTo(start);

        Span<byte> hex = stackalloc byte[32];
        Convert.TryToHexStringLower(hash[..16], hex, out _);
        draft.Out.Raw("t_"u8);
        draft.Out.Raw(hex);
    }
}
