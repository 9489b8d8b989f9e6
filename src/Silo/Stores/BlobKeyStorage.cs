using System.Globalization;
using System.Text;
using Orleans.Storage;

namespace Orleans.Gateway.Silo.Stores;

/// <summary>
/// The key of a grain becomes a part of a blob's URL, in which <c>.</c> and <c>..</c> are folded away: the aliases <c>a/../b</c> and <c>b</c> would share
/// one blob. In front of the provider, this spells out whatever a URL would not keep.
/// </summary>
internal sealed class BlobKeyStorage(IGrainStorage inner) : IGrainStorage
{
    /// <summary>Begins the two hexadecimal digits of a character that is spelled out.</summary>
    private const char Escape = '=';

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, Kept(grainId), grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.WriteStateAsync(stateName, Kept(grainId), grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, Kept(grainId), grainState);

    /// <summary>The same text for nearly every key, and never the same for two.</summary>
    internal static string Kept(string key)
    {
        StringBuilder? kept = null;
        for (var i = 0; i < key.Length; i++)
        {
            if (IsKept(key, i))
            {
                kept?.Append(key[i]);
                continue;
            }

            kept ??= new StringBuilder(key, 0, i, key.Length + 8);
            kept.Append(Escape).Append(((int)key[i]).ToString("X2", CultureInfo.InvariantCulture));
        }

        return kept?.ToString() ?? key;
    }

    // The service takes a backslash for a slash, and drops a dot at the end of a part.
    private static bool IsKept(string key, int at) => key[at] switch
    {
        Escape or '\\' => false,
        '.' => at + 1 < key.Length && key[at + 1] != '/',
        var letter => !char.IsControl(letter),
    };

    private static GrainId Kept(GrainId id)
    {
        var key = id.Key.ToString()!;
        var kept = Kept(key);
        return ReferenceEquals(kept, key) ? id : GrainId.Create(id.Type, IdSpan.Create(kept));
    }
}
