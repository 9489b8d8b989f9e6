using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Access.Index;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>A shard of the key index as bytes on a node's own disk: the JSON that the store has, in which keys are hashes.</summary>
public static class KeyShardFile
{
    // As the store's serializer has it.
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static byte[] Write(KeyShard shard) => JsonSerializer.SerializeToUtf8Bytes(new KeyIndexState { Shard = shard }, Json);

    /// <exception cref="InvalidDataException">It is no shard, or one that this version does not understand. The message says what is wrong.</exception>
    public static KeyShard Read(ReadOnlySpan<byte> bytes)
    {
        KeyIndexState? read;
        try
        {
            read = JsonSerializer.Deserialize<KeyIndexState>(bytes, Json);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException)
        {
            throw new InvalidDataException("it cannot be read", error);
        }

        return read switch
        {
            { Schema: > 1 } => throw new InvalidDataException($"it has schema {read.Schema}, which is newer than this version of the gateway"),
            { Shard: { Epoch: > 0 and <= long.MaxValue / 2, Subscriptions: { } subscriptions } shard }
                when subscriptions.Values.All(subscription => subscription is { Product: not null, KeyHashes: not null, State: not null, Limits: not null, Claims: not null }) => shard,
            _ => throw new InvalidDataException("the shard in it is not whole"),
        };
    }
}
