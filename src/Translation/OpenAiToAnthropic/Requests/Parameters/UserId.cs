using System.Security.Cryptography;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// Writes the end user as <c>metadata.user_id</c>, the only key that the provider takes there. What looks like a person's address or number,
/// which the provider refuses, goes out as its SHA-256: still the same user, no longer a person.
/// </summary>
internal static class UserId
{
    private const int Longest = 256;

    public static void Write(Draft draft)
    {
        if (!draft.Options.SendUser || draft.Repairs.Has(RepairFlags.NoUser))
        {
            return;
        }

        var user = First(Text(draft[RequestField.SafetyIdentifier], "safety_identifier"), Text(draft[RequestField.User], "user"));
        user = First(user, draft[RequestField.Metadata]["user_id"u8]);
        if (!IsSomebody(user))
        {
            return;
        }

        var json = draft.Out;
        json.Raw("\"metadata\":{\"user_id\":\""u8);
        var text = user.IsEscaped ? JsonText.Decode(user.Inner) : user.Inner;
        if (IsPlain(text))
        {
            json.Raw(user.Inner);
        }
        else
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(text, hash);
            Convert.TryToHexStringLower(hash, json.GetSpan(64), out var written);
            json.Advance(written);
            draft.Loss.Changed("user");
        }

        json.Raw("\"},"u8);
    }

    private static JsonValue Text(JsonValue value, string name) =>
        value.IsNothing || value.IsString ? value : throw Reject.Type(name, "a string", value);

    private static JsonValue First(JsonValue a, JsonValue b) => IsSomebody(a) ? a : b;

    // An empty text is what some clients send for "nobody".
    private static bool IsSomebody(JsonValue value) => value.IsString && !value.Inner.IsEmpty;

    private static bool IsPlain(ReadOnlySpan<byte> text) =>
        text.Length <= Longest && !text.ContainsAny(" @\t\r\n"u8) && !IsPhoneNumber(text);

    private static bool IsPhoneNumber(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        foreach (var letter in text)
        {
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                digits++;
            }
            else if (letter is not ((byte)'+' or (byte)'-' or (byte)'.' or (byte)'(' or (byte)')'))
            {
                return false;
            }
        }

        return digits is >= 7 and <= 15;
    }
}
