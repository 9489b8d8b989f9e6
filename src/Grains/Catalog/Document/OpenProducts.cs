using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>A call without a key belongs to one product, so one at most is open to each API.</summary>
internal static class OpenProducts
{
    public static IEnumerable<DefinitionMistake> Mistakes(IReadOnlyDictionary<string, ProductDefinition> products)
    {
        var open = products.InOrder().Where(product => product.Value.Open).ToList();
        for (var i = 1; i < open.Count; i++)
        {
            foreach (var api in open[i].Value.Apis.Keys.Order(StringComparer.Ordinal))
            {
                if (open.Take(i).FirstOrDefault(other => other.Value.Apis.ContainsKey(api)) is { Key: { } other })
                {
                    yield return new(
                        DocumentPath.Property(DocumentPath.Property("products", open[i].Key), "open"),
                        $"the product {other} is open to the API {api} already, so a call without a key could be either's. Close one of them, or give them different APIs.");
                }
            }
        }
    }
}
