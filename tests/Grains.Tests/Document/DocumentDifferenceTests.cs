using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Tests.Document;

public class DocumentDifferenceTests
{
    public static TheoryData<string, string, string> Edits => new()
    {
        { "\"gpt-4o\"", "\"gpt-5\"", "backends.azure-gpt.model (changed)" },
        { "\"model\": \"gpt-4o\",", "", "backends.azure-gpt.model (removed)" },
        { "\"weight\": 90", "\"weight\": 80", "apis.llm.aliases.gpt.targets[0].weight (changed)" },
        { ", { \"backend\": \"claude\", \"priority\": 2 }", "", "apis.llm.aliases.gpt.targets (changed)" },
        { "\"gpt\": { \"targets\"", "\"gpt-5\": { \"targets\"", "apis.llm.aliases.gpt (removed) apis.llm.aliases.gpt-5 (added) products.small.apis.llm[0] (changed)" },
        { "\"format\": \"echo\" }", "\"format\": \"echo\" }, \"echo.2\": { \"format\": \"echo\" }", "backends[\"echo.2\"] (added)" },
        { "\"firstByte\": \"00:00:30\"", "\"firstByte\": \"00:01:00\"", "backends.azure-gpt.timeouts.firstByte (removed)" }, // its default
        { "canary-4711-literal", "canary-4711-other", "backends.azure-gpt.headers.x-team (changed)" },
        { "\"${file:/run/key}\"", "\"${env:KEY}\"", "backends.azure-gpt.headers.x-file (changed)" },
        { "canary-4711-literal", "${env:KEY}", "backends.azure-gpt.headers.x-team (changed)" },
        { "\"demo-key\"", "\"demo-key-2\"", "subscriptions.team-a.keys[1] (changed)" },
        { ", \"demo-key\"", "", "subscriptions.team-a.keys (changed)" },
        { "\"default\": true,", "", "apis.llm.default (removed)" },
        { "\"llm\": [\"*\"]", "\"llm\": [\"*\"], \"other\": [\"*\"]", "products.starter.apis.other (added)" },
    };

    [Fact]
    public void The_same_document_differs_nowhere() => Assert.Equal("", Between(Documents.Complete, Documents.Complete));

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edit_is_found_at_its_path(string written, string instead, string expected)
    {
        Assert.Contains(written, Documents.Complete, StringComparison.Ordinal);
        var edited = Documents.Complete.Replace(written, instead, StringComparison.Ordinal);
        if (written.StartsWith("\"gpt\":", StringComparison.Ordinal))
        {
            edited = edited.Replace("[\"gpt\"]", "[\"gpt-5\"]", StringComparison.Ordinal);
        }

        Assert.Equal(expected, Between(edited, Documents.Complete));
    }

    [Fact]
    public void Against_an_empty_store_every_definition_is_new() =>
        Assert.Equal(
            ["apis.llm", "apis.other", "backends.azure-gpt", "backends.behind", "backends.claude", "backends.echo", "backends.foundry", "backends.silent", "metrics", "products.small", "products.starter", "subscriptions.team-a", "subscriptions.team-b"],
            DocumentDifference.Between(Documents.Valid(Documents.Complete), CatalogSnapshot.Empty, Documents.Hasher, Documents.Sealer).Select(difference => difference.Path));

    [Fact]
    public void Two_keys_whose_hashes_begin_alike_are_still_two()
    {
        var document = Documents.Valid(Documents.Complete);
        var stored = Snapshot(document);
        var hashes = stored.Subscriptions["team-a"].KeyHashes;
        var alike = stored with
        {
            Subscriptions = new Dictionary<string, SubscriptionDefinition>
            {
                ["team-a"] = stored.Subscriptions["team-a"] with { KeyHashes = new[] { hashes[0], hashes[1][..6] + new string('0', 58) } },
                ["team-b"] = stored.Subscriptions["team-b"],
            },
        };

        Assert.Equal(
            [new DocumentDifference("subscriptions.team-a.keys[1]", DifferenceKind.Changed)],
            DocumentDifference.Between(document, alike, Documents.Hasher, Documents.Sealer));
    }

    private static string Between(string document, string store) => string.Join(' ',
        DocumentDifference.Between(Documents.Valid(document), Snapshot(Documents.Valid(store)), Documents.Hasher, Documents.Sealer));

    private static CatalogSnapshot Snapshot(GatewayDocument document)
    {
        var definitions = document.Seal(Documents.Sealer, Documents.Hasher);
        return new CatalogSnapshot
        {
            Epoch = 1,
            Apis = definitions.Apis,
            Aliases = definitions.Aliases.ToDictionary(alias => alias.Key, alias => new Versioned<AliasDefinition>(1, alias.Value)),
            Backends = definitions.Backends.ToDictionary(backend => backend.Key, backend => new Versioned<BackendDefinition>(1, backend.Value)),
            Products = definitions.Products,
            Subscriptions = definitions.Subscriptions,
            Metrics = definitions.Metrics,
        };
    }
}
