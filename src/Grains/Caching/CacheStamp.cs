using System.Security.Cryptography;
using System.Text.Json;

namespace Orleans.Gateway.Grains.Caching;

/// <summary>Stands for definitions in the key of an answer: what answers changes with it.</summary>
internal static class CacheStamp
{
    /// <summary>By content, not by version: after a store was restored, the same version may say something else.</summary>
    public static byte[] Of(params IEnumerable<object> definitions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var definition in definitions)
        {
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(definition, definition.GetType()));
        }

        return hash.GetHashAndReset();
    }
}
