using Orleans.Storage;

namespace Orleans.Gateway.Silo.Stores;

/// <summary>
/// Orleans' ADO.NET persistence stores a key that reads as a hexadecimal number or a GUID as that number: backends called <c>a</c> and <c>A</c>,
/// or <c>1</c> and <c>01</c>, would share one row. In front of it, this keeps every key a text.
/// </summary>
internal sealed class TextKeyStorage(IGrainStorage inner) : IGrainStorage
{
    /// <summary>Is in no number and in no GUID.</summary>
    private const string Prefix = "=";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, AsText(grainId), grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.WriteStateAsync(stateName, AsText(grainId), grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, AsText(grainId), grainState);

    private static GrainId AsText(GrainId id) => GrainId.Create(id.Type, IdSpan.Create(Prefix + id.Key.ToString()));
}
