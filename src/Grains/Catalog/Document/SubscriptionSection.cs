using System.Buffers;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog.Translations;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>subscriptions.*</c>.</summary>
/// <param name="keysAreOptional">Without keys, those that are stored stay, or new ones are made.</param>
internal sealed class SubscriptionSection(IReadOnlyCollection<string> products, IReferenceSource references, bool keysAreOptional = false)
{
    private const int LeastKeyLength = 8;
    private const int MostKeyLength = 512;
    private const int MostClaims = 10;
    private const int MostClaimLength = 256;

    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    private static readonly WordTable<string> States = new([.. SubscriptionStates.All.Select(state => (state, state))]);

    /// <summary>Every key of the document so far, and where it is. In memory only.</summary>
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    public ClearSubscription? Read(Node node)
    {
        if (node.Section(Shape.Subscription) is not { } section)
        {
            return null;
        }

        var product = section.Required("product", "the name of a product");
        var name = product?.RawText();
        if (name is not null && !products.Contains(name))
        {
            product!.Refuse($"there is no product {DocumentPath.Quote(name)}. {Spelling.Hint(name, products, "Add it to products.")}");
        }

        var claims = Claims(section["claims"]);
        var list = keysAreOptional || claims.Count > 0 ? section["keys"] : section.Required("keys", "one or two keys, for example [\"${env:TEAM_KEY}\"]");
        var items = list?.Items();
        if (items is { Count: 0 or > 2 })
        {
            list!.Refuse($"has {(items.Count == 0 ? "no key" : $"{items.Count} keys")}. A subscription has a primary key and, if wanted, a secondary one.");
        }

        var keys = new List<ClearSecret>();
        foreach (var item in items ?? [])
        {
            if (item.Secret(references, KeyProblem) is { } key)
            {
                RefuseTwice(item, key);
                keys.Add(key);
            }
        }

        var limits = LimitSection.Read(section["limits"]);
        var state = section["state"]?.Word(States);
        var expires = section["expires"]?.Moment();
        return name is null ? null : new ClearSubscription(name, keys) { State = state, Expires = expires, Claims = claims, Limits = limits };
    }

    private static Dictionary<string, string> Claims(Node? node)
    {
        var claims = new Dictionary<string, string>();
        var entries = node?.Entries(name => name.Length is 0 or > MostClaimLength ? $"cannot be the name of a claim. Use 1 to {MostClaimLength} characters." : null) ?? [];
        foreach (var (name, value) in entries)
        {
            if (value.Text(MostClaimLength) is { } text)
            {
                claims[name] = text;
            }
        }

        if (entries.Count > MostClaims)
        {
            node!.Refuse($"has {entries.Count} claims. Use at most {MostClaims}.");
        }

        return claims;
    }

    private void RefuseTwice(Node node, ClearSecret key)
    {
        if (key.Mask is null && !_keys.TryAdd(key.Reveal(), node.Path))
        {
            node.Refuse($"is the same key as {_keys[key.Reveal()]}. Give each its own.");
        }
    }

    private static string? KeyProblem(string key) =>
        key.Length < LeastKeyLength ? $"is too short to be a key. Use at least {LeastKeyLength} characters, better 32 random ones."
        : key.Length > MostKeyLength ? $"is too long to be a key. Use at most {MostKeyLength} characters."
        : key.AsSpan().ContainsAnyExcept(KeyCharacters) ? "holds a character that no key may hold, such as a space. Use letters, digits and punctuation of ASCII."
        : SubscriptionKey.LooksForged(key) ? "begins with gw- like the gateway's own keys, but its checksum is wrong, so it was mistyped or made up. Copy it again, or choose a key that begins otherwise."
        : null;
}
