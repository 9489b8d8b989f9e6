using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Grains.Caching;

/// <summary>SHA-256 of who asks, whom, and what: nothing of a prompt stays in it.</summary>
internal static class CacheKey
{
    /// <param name="stamps">Of all that decides how the call is served.</param>
    /// <param name="body">One that was scanned without a complaint.</param>
    public static UInt256 Of(ChatCall call, string alias, ReadOnlySpan<byte> body, params ReadOnlySpan<byte[]?> stamps)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(call.Subscription));
        Append(hash, Encoding.UTF8.GetBytes(call.Api));
        Append(hash, Encoding.UTF8.GetBytes(alias));
        Append(hash, Encoding.UTF8.GetBytes(call.AnthropicBeta ?? ""));
        foreach (var stamp in stamps)
        {
            Append(hash, stamp);
        }

        AppendCanonical(hash, body);
        Span<byte> key = stackalloc byte[32];
        hash.GetHashAndReset(key);
        return new(key);
    }

    /// <summary>
    /// White space, the spelling of strings and the order of the fields of the request do not count. Within a field, the order of members does: a
    /// model reads a schema in the order in which it is written.
    /// </summary>
    private static void AppendCanonical(IncrementalHash hash, ReadOnlySpan<byte> body)
    {
        var fields = new List<(string Name, int Start, int End)>();
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = Encoding.UTF8.GetString(reader.ValueSpan);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            fields.Add((name, start, (int)reader.BytesConsumed));
        }

        fields.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        using var text = new PooledBuffer(1024);
        foreach (var (name, start, end) in fields)
        {
            // The alias is in the key already, and the path may name it instead.
            if (name != "model")
            {
                Append(hash, Encoding.UTF8.GetBytes(name));
                AppendTokens(hash, body[start..end], text);
            }
        }
    }

    private static void AppendTokens(IncrementalHash hash, ReadOnlySpan<byte> value, PooledBuffer text)
    {
        var reader = new Utf8JsonReader(value);
        Span<byte> kind = stackalloc byte[1];
        while (reader.Read())
        {
            kind[0] = (byte)reader.TokenType;
            hash.AppendData(kind);
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                text.Clear();
                StringToken.CopyTo(reader, text);
                Append(hash, text.Span);
            }
            else if (reader.TokenType is JsonTokenType.Number)
            {
                Append(hash, reader.ValueSpan);
            }
        }
    }

    // With its length, so that two neighbours cannot be taken for others.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}

/// <summary>32 bytes that are compared as a value.</summary>
internal readonly record struct UInt256(ulong A, ulong B, ulong C, ulong D)
{
    public UInt256(ReadOnlySpan<byte> bytes)
        : this(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]))
    {
    }
}
