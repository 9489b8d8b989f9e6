using System.Collections.Frozen;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>All registered formats by name.</summary>
public sealed class FormatTable(IEnumerable<IBackendFormat> formats)
{
    private readonly FrozenDictionary<string, IBackendFormat> _byName = formats.ToFrozenDictionary(format => format.Name, StringComparer.Ordinal);

    public IBackendFormat this[string name] => _byName.TryGetValue(name, out var format)
        ? format
        : throw new ArgumentException($"There is no format '{name}'. Known: {string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))}.", nameof(name));
}
