using System.Text.Json.Serialization;

namespace Orleans.Gateway.AzureNode;

/// <summary>A text under a key: the smallest grain with a state.</summary>
[Alias("note")]
public interface INoteGrain : IGrainWithStringKey
{
    /// <summary>Null when nothing was written, or it was cleared.</summary>
    [Alias("read")]
    Task<string?> ReadAsync();

    [Alias("write")]
    Task WriteAsync(string text);

    [Alias("clear")]
    Task ClearAsync();

    /// <summary>The silo that it is awake in.</summary>
    [Alias("where")]
    Task<string> WhereAsync();
}

[GenerateSerializer]
[Alias("note-state")]
public sealed class NoteState
{
    [Id(0)]
    [JsonPropertyName("text")]
    public string? Text { get; set; }
}

[GrainType("note")]
internal sealed class NoteGrain([PersistentState("note")] IPersistentState<NoteState> state, ILocalSiloDetails silo) : Grain, INoteGrain
{
    public Task<string?> ReadAsync() => Task.FromResult(state.State.Text);

    public Task WriteAsync(string text)
    {
        state.State.Text = text;
        return state.WriteStateAsync();
    }

    public Task ClearAsync() => state.ClearStateAsync();

    public Task<string> WhereAsync() => Task.FromResult(silo.SiloAddress.ToParsableString());
}
