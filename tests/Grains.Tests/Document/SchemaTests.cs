using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Tests.Document;

/// <summary>The schema that editors use says what the reader does.</summary>
public class SchemaTests
{
    private static readonly JsonElement Schema = Load();

    /// <summary>Each kind of object, and where the schema describes it.</summary>
    private static readonly Dictionary<string, string> Places = new()
    {
        [Shape.Document.Kind] = "",
        [Shape.Backend.Kind] = "backend",
        [Shape.Credentials.Kind] = "credentials",
        [Shape.CredentialHeader.Kind] = "credentialHeader",
        [Shape.ManagedIdentity.Kind] = "managedIdentity",
        [Shape.Timeouts.Kind] = "timeouts",
        [Shape.Capabilities.Kind] = "capabilities",
        [Shape.Circuit.Kind] = "circuit",
        [Shape.CircuitRule.Kind] = "circuitRule",
        [Shape.Api.Kind] = "api",
        [Shape.Alias.Kind] = "alias",
        [Shape.Target.Kind] = "target",
        [Shape.Product.Kind] = "product",
        [Shape.Subscription.Kind] = "subscription",
        [Shape.Limit.Kind] = "limit",
        [Shape.BackendLimit.Kind] = "backendLimit",
        [Shape.Cache.Kind] = "cache",
        [Shape.ContentSafety.Kind] = "contentSafety",
        [Shape.SafetyCategories.Kind] = "safetyCategories",
        [Shape.Prices.Kind] = "prices",
        [Shape.Metrics.Kind] = "metrics",
        [Shape.Logging.Kind] = "logging",
    };

    public static TheoryData<string> Kinds => [.. Shape.All.Select(shape => shape.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Schema_and_reader_know_the_same_properties(string kind)
    {
        var shape = Shape.All.Single(shape => shape.Kind == kind);
        var place = Places[kind].Length == 0 ? Schema : Schema.GetProperty("$defs").GetProperty(Places[kind]);

        Assert.Equal(shape.Properties.Order(), place.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order());
        Assert.False(place.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void Every_object_of_the_schema_is_one_that_the_reader_knows()
    {
        var described = Schema.GetProperty("$defs").EnumerateObject().Where(entry => entry.Value.TryGetProperty("properties", out _)).Select(entry => entry.Name);

        Assert.Equal(Places.Values.Where(place => place.Length > 0).Order(), described.Order());
    }

    [Fact]
    public void Every_property_says_what_it_is_for()
    {
        foreach (var place in Places.Values.Select(place => place.Length == 0 ? Schema : Schema.GetProperty("$defs").GetProperty(place)))
        {
            Assert.All(place.GetProperty("properties").EnumerateObject(), property => Assert.True(
                property.Value.TryGetProperty("description", out _) || property.Value.TryGetProperty("$ref", out _), property.Name));
        }
    }

    [Fact]
    public void Schema_and_reader_know_the_same_formats() =>
        Assert.Equal(
            BackendFormats.All,
            Schema.GetProperty("$defs").GetProperty("backend").GetProperty("properties").GetProperty("format").GetProperty("enum").EnumerateArray().Select(word => word.GetString()!));

    [Theory]
    [InlineData(Documents.Complete)]
    [InlineData("{}")]
    [InlineData("""{ "backends": { "b": { "format": "echo", "credentials": null } } }""")]
    public void What_the_reader_takes_the_schema_takes(string json)
    {
        Assert.True(Documents.Read(json).IsValid);
        Assert.Empty(SchemaCheck.Problems(Schema, json));
    }

    /// <summary>The documents whose mistake shows in one place of the document alone.</summary>
    public static TheoryData<string> Visible =>
        [.. MistakeTable.Rows.Where(row => SchemaCheck.IsJson(row.Data.Item1) && !NeedsMoreThanASchema.Any(words => row.Data.Item2.Contains(words, StringComparison.Ordinal))).Select(row => row.Data.Item1)];

    [Theory]
    [MemberData(nameof(Visible))]
    public void What_the_reader_refuses_the_schema_refuses_where_one_place_shows_it(string json) =>
        Assert.NotEmpty(SchemaCheck.Problems(Schema, json));

    /// <summary>Mistakes that show only in other places of the document, in the environment, or in the text of a secret.</summary>
    private static readonly string[] NeedsMoreThanASchema =
    [
        "there is no", "has no alias", "overlaps", "default already", "is open to the API", "there twice", "same key", "a target of this alias already", "weight 0",
        "covered by another", "is forced", "the environment variable", "the file /none", "a reference", "beside the reference", "holds a character",
        "control character", "the gateway sets", "a property of its own", "of the credentials already", "gw-", "too short", "key vault",
        "below trip", "without tokensPerMinute or tokenQuota", "without tokensPerMinute, tokenQuota or spendLimit", "Prometheus sets", "no regular expression", "logs nothing", "names the same thing twice", "Keep the smaller one",
        "looks at nothing", "looks at neither", "where completions is not true", "where prompts is false", "less than the window", "without categories", "from 1 to 6", "link-local",
        "a private address", "no certificate that can be read", "nothing here is https", "which is nothing without prices",
    ];

    private static JsonElement Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SchemaCheck.Root(), "docs", "gateway.schema.json")));
        return document.RootElement.Clone();
    }
}
