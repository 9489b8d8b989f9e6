namespace Orleans.Gateway.Contracts.Keys;

/// <summary>How the key index is divided. The number of shards and the function are part of what is stored: neither ever changes.</summary>
public static class KeyIndex
{
    public const int Shards = 16;

    /// <summary>The shard of a subscription, from 0 to 15: FNV-1a over its name, so that every process and every version says the same.</summary>
    public static int ShardOf(string subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        var hash = 2166136261u;
        foreach (var character in subscription)
        {
            hash = (hash ^ character) * 16777619u;
        }

        // The low bits of FNV alone mix badly.
        return (int)((hash ^ (hash >> 16)) % Shards);
    }
}
