using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>Says <c>***</c> wherever something serialises a <see cref="ClearSecret"/> by accident.</summary>
internal sealed class ClearSecretJson : JsonConverter<ClearSecret>
{
    public override ClearSecret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A secret in clear is read from a document only.");

    public override void Write(Utf8JsonWriter writer, ClearSecret value, JsonSerializerOptions options) => writer.WriteStringValue("***");
}
