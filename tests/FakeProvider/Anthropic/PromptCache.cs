using System.Collections.Concurrent;

namespace Orleans.Gateway.FakeProvider.Anthropic;

/// <summary>Which prefixes the provider has kept, and what a request costs because of that.</summary>
internal sealed class PromptCache
{
    private readonly ConcurrentDictionary<string, byte> _kept = new();

    /// <summary>The three parts of the prompt; together all of it.</summary>
    internal (int Fresh, int Written, int Read) Charge(PromptSections prompt)
    {
        var read = prompt.Prefixes.Where(prefix => _kept.ContainsKey(prefix.Hash)).Select(prefix => prefix.Tokens).DefaultIfEmpty().Max();
        var marked = prompt.Prefixes.Where(prefix => prefix.Marked).ToList();
        foreach (var prefix in marked)
        {
            _kept.TryAdd(prefix.Hash, 0);
        }

        var written = Math.Max(0, marked.Select(prefix => prefix.Tokens).DefaultIfEmpty().Max() - read);
        return (prompt.Tokens - read - written, written, read);
    }
}
