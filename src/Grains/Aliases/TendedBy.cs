using System.Text;
using Orleans.Gateway.Grains.Chat.Choosing;

namespace Orleans.Gateway.Grains.Aliases;

/// <summary>Which silo tends an owner: by rendezvous hashing, so that a silo that comes or goes moves only what is its own.</summary>
internal static class TendedBy
{
    /// <returns>Null: there is no silo.</returns>
    public static string? Choose(string key, IEnumerable<string> silos)
    {
        var hash = Hash(key);
        return silos.MaxBy(silo => (ByteHash.Mix(hash ^ Hash(silo)), silo));
    }

    private static ulong Hash(string text) => ByteHash.Add(ByteHash.Start, Encoding.UTF8.GetBytes(text));
}
