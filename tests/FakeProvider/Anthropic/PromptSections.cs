using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Answers;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic;

/// <summary>
/// The prompt as the caches see it: tools, system, then every block of every message, without the cache markers themselves.
/// </summary>
internal sealed class PromptSections
{
    private const int CharactersPerToken = 4;
    private readonly List<(string Hash, int Tokens, bool Marked, int Message)> _prefixes = [];
    private readonly string _empty = Hash("", "");

    internal PromptSections(JsonElement body)
    {
        foreach (var tool in body.Get("tools").Items())
        {
            Add("tool", tool, message: -1);
        }

        AddBlocks("system", body.Get("system"), message: -1);
        foreach (var (message, index) in body.Get("messages").Items().Select((message, index) => (message, index)))
        {
            AddBlocks(message.Text("role") ?? "", message.Get("content"), index);
        }

        if (body.Has("cache_control") && _prefixes.Count > 0)
        {
            _prefixes[^1] = _prefixes[^1] with { Marked = true };
        }
    }

    internal int Tokens => _prefixes.Count == 0 ? 0 : _prefixes[^1].Tokens;

    /// <summary>Each prefix that ends at a block, shortest first: its hash, its tokens, and whether a cache marker asks to keep it.</summary>
    internal IEnumerable<(string Hash, int Tokens, bool Marked)> Prefixes => _prefixes.Select(prefix => (prefix.Hash, prefix.Tokens, prefix.Marked));

    /// <summary>The hash of everything before that message.</summary>
    internal string HashBefore(int message) =>
        _prefixes.LastOrDefault(prefix => prefix.Message < message) is { Hash: { } hash } ? hash : _empty;

    private void AddBlocks(string role, JsonElement content, int message)
    {
        if (content.IsText())
        {
            Add(role, JsonSerializer.SerializeToElement(new { type = "text", text = content.GetString() }), message);
            return;
        }

        foreach (var block in content.Items())
        {
            Add(role, block, message);
        }
    }

    private void Add(string role, JsonElement block, int message)
    {
        var json = JsonNode.Parse(block.GetRawText())!;
        (json as JsonObject)?.Remove("cache_control");
        var text = json.ToText();
        var before = _prefixes.Count == 0 ? (Hash: _empty, Tokens: 0) : (_prefixes[^1].Hash, _prefixes[^1].Tokens);
        _prefixes.Add((Hash(before.Hash, role + text), before.Tokens + 1 + (text.Length / CharactersPerToken), block.Has("cache_control"), message));
    }

    private static string Hash(string before, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(before + text)))[..32];
}
