using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Gateway.Grains.Tests.States;

/// <summary>State as the product writes it: Orleans' JSON serializer for grain storage, as it comes.</summary>
internal static class StateJson
{
    private static readonly SystemTextJsonGrainStorageSerializer Serializer = new(Options.Create(new SystemTextJsonGrainStorageSerializerOptions()));

    public static string Write<T>(T state) => Serializer.Serialize(state).ToString();

    public static T Read<T>(string json) => Serializer.Deserialize<T>(BinaryData.FromString(json))!;
}
