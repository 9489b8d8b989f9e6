using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Tests.Document;

public class DocumentReaderTests
{
    [Fact]
    public void Everything_that_a_document_says_is_read()
    {
        var document = Documents.Valid(Documents.Complete);

        var azure = document.Backends["azure-gpt"];
        Assert.Equal("openai", azure.Definition.Format);
        Assert.Equal("https://contoso.openai.azure.com/openai/v1", azure.Definition.Url);
        Assert.Equal("gpt-4o", azure.Definition.Model);
        Assert.Equal("api-key", azure.CredentialHeader);
        Assert.Equal($"{Documents.Canary}-env", azure.Credential?.Reveal());
        Assert.Equal($"{Documents.Canary}-file", azure.Headers["x-file"].Reveal());
        Assert.Equal(
            new TimeoutsDefinition
            {
                Connect = TimeSpan.FromSeconds(2), FirstByte = TimeSpan.FromSeconds(30), Answer = TimeSpan.FromMinutes(5),
                FirstContent = TimeSpan.FromSeconds(45), Idle = TimeSpan.FromSeconds(20.5), Total = TimeSpan.FromHours(1),
            },
            azure.Definition.Timeouts);

        var claude = document.Backends["claude"];
        Assert.Equal($"Bearer {Documents.Canary}-env", claude.Credential?.Reveal());
        Assert.Equal("2023-06-01", claude.Definition.AnthropicVersion);
        Assert.Equal(["context-1m-2025-08-07"], claude.Definition.Betas);
        Assert.Equal(new TimeoutsDefinition(), claude.Definition.Timeouts);

        Assert.Equal(new ApiDefinition { Path = "/llm/v1", DisplayName = "Models", Default = true }, document.Apis["llm"]);
        Assert.Equal(
            [new() { Backend = "azure-gpt", Priority = 1, Weight = 90 }, new() { Backend = "claude", Priority = 2, Weight = 100 }],
            document.Aliases["llm/gpt"].Targets);
        Assert.Contains("llm/meta/llama-3.3:free", document.Aliases.Keys);
        Assert.Equal(["gpt"], document.Products["small"].Apis["llm"]);
        Assert.Equal([$"{Documents.Canary}-team", "demo-key"], document.Subscriptions["team-a"].Keys.Select(key => key.Reveal()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\uFEFF{}")]
    [InlineData("""{ "backends": {}, "apis": {}, "products": {}, "subscriptions": {} }""")]
    [InlineData("""{ "backends": null }""")]
    public void A_document_may_say_nothing(string json) => Assert.True(Documents.Read(json).IsValid);

    [Theory]
    [MemberData(nameof(MistakeTable.Rows), MemberType = typeof(MistakeTable))]
    public void A_mistake_is_named_with_its_path_and_what_to_do(string json, string expected)
    {
        var reading = Documents.Read(json);

        Assert.Null(reading.Document);
        Assert.Equal(expected, string.Join('\n', reading.Mistakes));
        Assert.DoesNotContain(Documents.Canary, expected, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_come_at_once_and_a_mistake_causes_no_others()
    {
        var reading = Documents.Read("""
            {
              "backends": { "azure": { "format": "opneai" }, "claude": { "format": "anthropic", "url": "ftp://x" } },
              "apis": { "llm": { "path": "llm", "aliases": { "gpt": { "targets": [ { "backend": "azure", "priorty": 1 }, { "backend": "cluade" } ] } } } },
              "products": { "p": { "apis": { "llm": ["gpt"] } } },
              "subscriptions": { "s": { "product": "p", "keys": ["${env:NONE}"] } }
            }
            """);

        Assert.Equal(
            [
                "backends.azure.format", "backends.claude.url", "apis.llm.path", "apis.llm.aliases.gpt.targets[0].priorty",
                "apis.llm.aliases.gpt.targets[1].backend", "subscriptions.s.keys[0]",
            ],
            reading.Mistakes.Select(mistake => mistake.Path));
        Assert.Equal(reading.Mistakes, Assert.Throws<DefinitionRejectedException>(() => reading.OrThrow()).Mistakes);
    }

    [Fact]
    public void Every_planned_property_is_refused_by_name_and_none_is_known()
    {
        Assert.All(UnbuiltFeatures.All, row => Assert.DoesNotContain(row.Property, row.In.Properties));
        Assert.All(UnbuiltFeatures.All, row => Assert.EndsWith("not part of this version. Remove the property.", UnbuiltFeatures.Problem(row.In, row.Property)!));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_found()
    {
        byte[] document = [.. "{\n  \"ä"u8, 0xff, .. "\": 1 }"u8];

        var mistake = Assert.Single(DocumentReader.Read(document, Documents.References).Mistakes);

        Assert.Equal("document: line 2, column 5: is not UTF-8. Save the file as UTF-8.", mistake.ToString());
    }
}
