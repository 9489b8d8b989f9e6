namespace Orleans.Gateway.Translation.Json;

internal enum JsonKind : byte
{
    /// <summary>There is no value: an absent property.</summary>
    Missing,
    Null,
    True,
    False,
    Number,
    String,
    Array,
    Object,
}
