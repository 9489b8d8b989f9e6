using System.Buffers;
using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Two definitions are the same when the document would spell them the same; secrets are compared by reference or fingerprint then.</summary>
public static class Alike
{
    public static bool Backends(BackendDefinition a, BackendDefinition b) => By<BackendDefinition>(DocumentWriter.WriteBackend)(a, b);

    /// <summary>One with a rollout is like no other: the document has no word for it.</summary>
    public static bool Aliases(AliasDefinition a, AliasDefinition b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return a.Rollout is null && b.Rollout is null && By<AliasDefinition>(DocumentWriter.WriteAlias)(a, b);
    }

    /// <param name="write">As the document spells it.</param>
    public static Func<T, T, bool> By<T>(Action<Utf8JsonWriter, T> write)
    {
        return (a, b) => Json(a).AsSpan().SequenceEqual(Json(b));

        byte[] Json(T value)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using var json = new Utf8JsonWriter(buffer);
            write(json, value);
            json.Flush();
            return buffer.WrittenSpan.ToArray();
        }
    }
}
