using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Tests.Catalog;

public class CatalogRulesTests
{
    private static readonly ApiDefinition Api = new() { Path = "/llm/v1" };
    private static readonly ProductDefinition Product = new() { Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*"] } };
    private static readonly SubscriptionDefinition Subscription = new() { Product = "all", KeyHashes = [] };

    private static readonly CatalogSnapshot Whole = new()
    {
        Epoch = 4,
        Apis = new Dictionary<string, ApiDefinition> { ["llm"] = Api },
        Aliases = new Dictionary<string, Versioned<AliasDefinition>> { ["llm/gpt"] = Views.Alias(("echo", 1, 100)) },
        Backends = new Dictionary<string, Versioned<BackendDefinition>> { ["echo"] = Views.Echo() },
        Products = new Dictionary<string, ProductDefinition> { ["all"] = Product },
        Subscriptions = new Dictionary<string, SubscriptionDefinition> { ["team"] = Subscription },
    };

    /// <summary>What is taken away or added, and where the catalog then points at nothing.</summary>
    public static TheoryData<string, string[]> Changes => new()
    {
        { "nothing", [] },
        { "drop backend", ["apis.llm.aliases.gpt.targets[0].backend"] },
        { "drop backend and alias", [] },
        { "drop api", ["apis.llm", "products.all.apis.llm"] },
        { "drop product", ["subscriptions.team.product"] },
        { "drop product and subscription", [] },
        { "alias to nowhere", ["apis.llm.aliases.new.targets[1].backend"] },
        { "alias of no api", ["apis.lost"] },
        { "product of no api", ["products.new.apis.lost"] },
        { "subscription of no product", ["subscriptions.new.product"] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void No_name_points_at_nothing(string change, string[] paths) =>
        Assert.Equal(paths, CatalogRules.Mistakes(Whole.With(Of(change))).Select(mistake => mistake.Path));

    [Fact]
    public void A_mistake_names_what_there_is()
    {
        var mistake = Assert.Single(CatalogRules.Mistakes(Whole.With(Of("subscription of no product"))));

        Assert.Equal("There is no product 'lost'. Known: all.", mistake.Problem);
    }

    [Fact]
    public void A_change_makes_the_next_epoch_and_leaves_the_old_one_as_it_was()
    {
        var next = Whole.With(Of("drop api"));

        Assert.Equal(5, next.Epoch);
        Assert.Empty(next.Apis);
        Assert.Equal(4, Whole.Epoch);
        Assert.Single(Whole.Apis);
    }

    [Fact]
    public void What_a_change_does_not_name_stays()
    {
        var next = Whole.With(Of("alias to nowhere"));

        Assert.Equal(["llm/gpt", "llm/new"], next.Aliases.Keys.Order(StringComparer.Ordinal));
        Assert.Same(Whole.Aliases["llm/gpt"], next.Aliases["llm/gpt"]);
        Assert.Same(Product, next.Products["all"]);
    }

    [Fact]
    public void Deleting_what_is_not_there_is_no_mistake() =>
        Assert.Empty(CatalogRules.Mistakes(Whole.With(new() { Backends = new Dictionary<string, Versioned<BackendDefinition>?> { ["never"] = null } })));

    private static CatalogChanges Of(string change) => change switch
    {
        "nothing" => new(),
        "drop backend" => new() { Backends = Drop<Versioned<BackendDefinition>>("echo") },
        "drop backend and alias" => new() { Backends = Drop<Versioned<BackendDefinition>>("echo"), Aliases = Drop<Versioned<AliasDefinition>>("llm/gpt") },
        "drop api" => new() { Apis = Drop<ApiDefinition>("llm") },
        "drop product" => new() { Products = Drop<ProductDefinition>("all") },
        "drop product and subscription" => new() { Products = Drop<ProductDefinition>("all"), Subscriptions = Drop<SubscriptionDefinition>("team") },
        "alias to nowhere" => new() { Aliases = new Dictionary<string, Versioned<AliasDefinition>?> { ["llm/new"] = Views.Alias(("echo", 1, 1), ("lost", 1, 1)) } },
        "alias of no api" => new() { Aliases = new Dictionary<string, Versioned<AliasDefinition>?> { ["lost/gpt"] = Views.Alias(("echo", 1, 1)) } },
        "product of no api" => new() { Products = new Dictionary<string, ProductDefinition?> { ["new"] = new() { Apis = new Dictionary<string, IReadOnlyList<string>> { ["lost"] = ["*"] } } } },
        "subscription of no product" => new() { Subscriptions = new Dictionary<string, SubscriptionDefinition?> { ["new"] = new() { Product = "lost", KeyHashes = [] } } },
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
    };

    private static Dictionary<string, T?> Drop<T>(string name)
        where T : class => new() { [name] = null };

    [Theory]
    [InlineData(1, 5)]
    [InlineData(7, 7)]
    public void A_version_that_its_owner_has_replaced_already_is_not_taken(long late, long inForce)
    {
        var five = Whole.With(new() { Backends = Echo(5) });

        Assert.Equal(inForce, five.With(new() { Backends = Echo(late) }).Backends["echo"].Version);

        static Dictionary<string, Versioned<BackendDefinition>?> Echo(long version) => new() { ["echo"] = Views.Echo() with { Version = version } };
    }
}
