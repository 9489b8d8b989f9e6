using System.Globalization;
using System.Security.Cryptography;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Scaling;

/// <summary>Catalogs of any size, with entries as one meets them: aliases with three targets, backends with a credential, subscriptions with two keys.</summary>
internal static class Catalogs
{
    private const int Targets = 3;
    private const int Products = 10;

    public static CatalogSnapshot Of(int aliases, int backends, long epoch = 1) => new()
    {
        Epoch = epoch,
        Change = Guid.CreateVersion7(),
        Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm/v1", DisplayName = "Models", Default = true } },
        Backends = Enumerable.Range(0, backends).ToDictionary(Backend, _ => new Versioned<BackendDefinition>(1, new BackendDefinition
        {
            Format = BackendFormats.OpenAi,
            Url = "https://contoso-sweden-central.openai.azure.com/openai/v1",
            Model = "gpt-4o",
            Credentials = new() { Header = new("api-key", new Secret("${env:PATH}", null, null)) },
        })),
        Aliases = Enumerable.Range(0, aliases).ToDictionary(
            i => AliasKey.Of("llm", string.Create(CultureInfo.InvariantCulture, $"model-{i:0000}")),
            i => new Versioned<AliasDefinition>(1, new AliasDefinition
            {
                Targets = [.. Enumerable.Range(0, Math.Min(Targets, backends)).Select(target => new TargetDefinition { Backend = Backend((i + target) % backends), Priority = target + 1 })],
            })),
        Products = Enumerable.Range(0, Products).ToDictionary(Product, _ => new ProductDefinition
        {
            Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*"] },
            Limits = [new() { TokensPerMinute = 100_000, RequestsPerMinute = 600 }],
        }),
    };

    public static Dictionary<string, SubscriptionDefinition> Subscriptions(int count) => Enumerable.Range(0, count).ToDictionary(
        i => string.Create(CultureInfo.InvariantCulture, $"team-{i:000000}"),
        i => new SubscriptionDefinition { Product = Product(i % Products), KeyHashes = [Hash(2 * i), Hash((2 * i) + 1)] });

    private static string Backend(int i) => string.Create(CultureInfo.InvariantCulture, $"backend-{i:000}");

    private static string Product(int i) => string.Create(CultureInfo.InvariantCulture, $"product-{i}");

    // As evenly spread as a hash: what is looked up by it relies on that.
    private static string Hash(int i) => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)));
}
