using System.Text.Json;

namespace Orleans.Gateway.Grains.Catalog;

/// <summary>Whether two definitions say the same, sealed secrets included. A version alone does not tell: after a store was restored, the same one may say something else.</summary>
internal static class SameContent
{
    // Records compare their lists by reference, so those that came over the wire are only the same as they are written.
    public static bool Of<T>(T? a, T? b)
        where T : class => ReferenceEquals(a, b) || EqualityComparer<T>.Default.Equals(a, b) || Json(a).AsSpan().SequenceEqual(Json(b));

    private static byte[] Json<T>(T? definition) => JsonSerializer.SerializeToUtf8Bytes(definition);
}
