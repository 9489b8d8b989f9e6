using System.Text.Json;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Chat.Choosing;

/// <summary>
/// What the calls of one conversation have in common, as a hash: the client's <c>prompt_cache_key</c>, else tools, leading instructions and the
/// first message of the user, which is where a provider's prompt cache begins. Markers of the cache (<c>cache_control</c>) do not count: clients
/// move them from turn to turn.
/// </summary>
internal static class ConversationKey
{
    /// <param name="scan">Of this very <paramref name="body"/>.</param>
    /// <returns>Null when the request has none of it.</returns>
    public static ulong? Of(ReadOnlySpan<byte> body, RequestScan scan)
    {
        var named = body.Slice(scan.PromptCacheKey.Start, scan.PromptCacheKey.Length);
        if (named.Length > 2 && named[0] == '"')
        {
            return ByteHash.Add(ByteHash.Start, named);
        }

        var hash = ByteHash.Start;
        if (scan.Tools.Length > 0)
        {
            var tools = new Utf8JsonReader(body.Slice(scan.Tools.Start, scan.Tools.Length));
            tools.Read();
            hash = Add(hash, ref tools);
        }

        hash = scan.Messages.Length == 0 ? hash : AddBeginning(hash, body.Slice(scan.Messages.Start, scan.Messages.Length));
        return hash == ByteHash.Start ? null : hash;
    }

    private static ulong AddBeginning(ulong hash, ReadOnlySpan<byte> messages)
    {
        var reader = new Utf8JsonReader(messages);
        var isLeading = reader.Read() && reader.TokenType is JsonTokenType.StartArray;
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            var role = RoleOf(reader);
            if (role is Role.User)
            {
                return Add(hash, ref reader);
            }

            if (role is Role.Instructions && isLeading)
            {
                hash = Add(hash, ref reader);
            }
            else
            {
                isLeading = false;
                reader.Skip();
            }
        }

        return hash;
    }

    /// <param name="message">A copy: the caller's own stays where it is.</param>
    private static Role RoleOf(Utf8JsonReader message)
    {
        while (message.Read() && message.TokenType is JsonTokenType.PropertyName)
        {
            var isRole = message.ValueTextEquals("role"u8);
            message.Read();
            if (isRole && message.TokenType is JsonTokenType.String)
            {
                return message.ValueTextEquals("user"u8) ? Role.User
                    : message.ValueTextEquals("system"u8) || message.ValueTextEquals("developer"u8) ? Role.Instructions
                    : Role.Other;
            }

            message.Skip();
        }

        return Role.Other;
    }

    /// <summary>The value on which the reader stands, token by token: white space does not count. Leaves the reader at its end.</summary>
    private static ulong Add(ulong hash, ref Utf8JsonReader reader)
    {
        for (var depth = reader.CurrentDepth; ; reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName && reader.ValueTextEquals("cache_control"u8))
            {
                reader.Skip();
                continue;
            }

            hash = ByteHash.Add(ByteHash.Mix(hash ^ (byte)reader.TokenType), reader.ValueSpan);
            if (reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                return hash;
            }
        }
    }

    private enum Role
    {
        Other,
        Instructions,
        User,
    }
}
