using System.Text;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Tests.Catalog;
using Orleans.Gateway.Grains.Tests.States;

namespace Orleans.Gateway.Grains.Tests.Mirrors;

public class CatalogFileTests
{
    private static readonly CatalogSnapshot Catalog = new()
    {
        Epoch = 7,
        Change = Guid.NewGuid(),
        Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm/v1" } },
        Aliases = new Dictionary<string, Versioned<AliasDefinition>> { ["llm/gpt"] = Views.Alias(("a", 1, 1)) },
        Backends = new Dictionary<string, Versioned<BackendDefinition>> { ["a"] = Views.OpenAi(new Secret(null, "AQID", "a1b2c3")) },
        Products = new Dictionary<string, ProductDefinition> { ["all"] = new() { Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*"] } } },
        Subscriptions = new Dictionary<string, SubscriptionDefinition> { ["team"] = new() { Product = "all", KeyHashes = [new string('a', 64)] } },
    };

    [Fact]
    public void It_is_written_as_the_store_has_it() =>
        Assert.Equal(StateJson.Write(new CatalogState { Snapshot = Catalog }), Encoding.UTF8.GetString(CatalogFile.Write(Catalog)));

    [Fact]
    public void What_was_written_is_read_whole()
    {
        var read = CatalogFile.Read(CatalogFile.Write(Catalog));

        Assert.Equal(Catalog.Version, read.Version);
        Assert.Equal(CatalogFile.Write(Catalog), CatalogFile.Write(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Schema":2,"Snapshot":{"Epoch":7}}""")]
    [InlineData("""{"Schema":1,"Snapshot":null}""")]
    [InlineData("""{"Schema":1,"Snapshot":{"Epoch":0}}""")]
    [InlineData("""{"Schema":1,"Snapshot":{"Epoch":-1}}""")]
    [InlineData("""{"Schema":1,"Snapshot":{"Epoch":9223372036854775807}}""")]
    [InlineData("""{"Schema":1,"Snapshot":{"Epoch":7,"Apis":null}}""")]
    [InlineData("""{"Schema":1,"Snapshot":{"Epoch":7,"Backends":{"a":null}}}""")]
    [InlineData("""{"Schema":1,"Snapshot":{"Epoch":7,"Backends":{"a":{"Version":1}}}}""")]
    [InlineData("""{"Schema":1,"Snapshot":{"Epoch":7,"Aliases":{"noslash":{"Version":1,"Value":{"Targets":[]}}}}}""")]
    [InlineData("""{"Schema":1,"Snapshot":{"Epoch":7,"Aliases":{"llm/gpt":{"Version":1,"Value":{"Targets":[{"Backend":"lost"}]}}}}}""")]
    [InlineData("""{"Schema":1,"Snapshot":{"Epoch":7,"Products":{"all":{"Apis":{"llm":null}}}}}""")]
    [InlineData("""{"Schema":1,"Snapshot":{"Epoch":7,"Subscriptions":{"team":{"Product":"all","KeyHashes":null}}}}""")]
    public void What_is_no_whole_catalog_is_refused(string json) =>
        Assert.Throws<InvalidDataException>(() => CatalogFile.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Cut_off_anywhere_it_is_refused()
    {
        var whole = CatalogFile.Write(Catalog);

        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => CatalogFile.Read(whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Of_two_stores_contents_under_one_version_the_later_is_compiled_after_a_jump()
    {
        var mirror = new CatalogMirror(Views.Compiler());
        mirror.Apply(With(5, "one"));

        mirror.Apply(With(7, "two"));
        Assert.Equal("two", mirror.Current.Backends["a"].Definition.Model);
        var before = mirror.Current.Backends["a"];
        mirror.Apply(With(9, "two"));

        Assert.Same(before, mirror.Current.Backends["a"]);
    }

    private static CatalogSnapshot With(long epoch, string model) => new()
    {
        Epoch = epoch,
        Backends = new Dictionary<string, Versioned<BackendDefinition>> { ["a"] = new(1, new BackendDefinition { Format = BackendFormats.Echo, Model = model }) },
    };
}
