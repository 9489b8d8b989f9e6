using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Tests.Secrets;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Grains.Tests.Catalog;

public class CatalogCompilerTests
{
    private static readonly string HashA = new('a', 64);
    private static readonly string HashB = new('b', 64);
    private static readonly Secret Dangling = new("${env:NOWHERE}", null, null);

    private static CatalogSnapshot Catalog(params (string Id, Versioned<BackendDefinition> Backend)[] backends) => new()
    {
        Epoch = 3,
        Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm/v1" } },
        Backends = backends.ToDictionary(entry => entry.Id, entry => entry.Backend),
        Aliases = new Dictionary<string, Versioned<AliasDefinition>>
        {
            ["llm/gpt"] = Views.Alias([.. backends.Select(entry => (entry.Id, 1, 100))]),
        },
    };

    private static IEnumerable<string> Targets(CatalogView view) => view.Apis["llm"].Aliases["gpt"].Groups.SelectMany(group => group).Select(target => target.Backend.Id);

    [Fact]
    public void A_backend_whose_reference_leads_nowhere_is_left_out_and_the_rest_serves()
    {
        var view = Views.Compile(Catalog(("lost", Views.OpenAi(Dangling)), ("echo", Views.Echo())));

        Assert.Equal(["echo"], view.Backends.Keys);
        Assert.Equal(["echo"], Targets(view));
        Assert.Equal(3, view.Epoch);
    }

    [Fact]
    public void A_backend_whose_secret_was_sealed_under_another_key_is_left_out()
    {
        var foreign = new SecretSealer(MasterKey.Generate()).Seal("k", SecretPlace.Backend("b"), SecretPlace.Credential);

        Assert.Empty(Views.Compile(Catalog(("b", Views.OpenAi(foreign)))).Backends);
    }

    [Fact]
    public void A_secret_that_was_sealed_for_another_backend_does_not_open()
    {
        var stolen = Views.Sealer.Seal("k", SecretPlace.Backend("a"), SecretPlace.Credential);

        Assert.Equal(["a"], Views.Compile(Catalog(("a", Views.OpenAi(stolen)), ("b", Views.OpenAi(stolen)))).Backends.Keys);
    }

    [Fact]
    public void An_alias_without_a_usable_target_is_still_there()
    {
        var view = Views.Compile(Catalog(("lost", Views.OpenAi(Dangling))));

        Assert.Empty(view.Apis["llm"].Aliases["gpt"].Groups);
    }

    [Fact]
    public void A_backend_with_a_format_of_tomorrow_is_left_out() =>
        Assert.Empty(Views.Compile(Catalog(("b", new(1, new BackendDefinition { Format = "tomorrow" })))).Backends);

    [Fact]
    public void Credential_and_headers_are_opened()
    {
        var backend = Views.OpenAi(Views.Sealer.Seal("k-1", SecretPlace.Backend("b"), SecretPlace.Credential)).Value with
        {
            Headers = new Dictionary<string, Secret> { ["X-Org"] = new("${env:ORG}", null, null) },
        };
        var compiler = Views.Compiler(new FakeReferences { Variables = { ["ORG"] = "o-1" } });

        var view = compiler.Compile(Catalog(("b", new(1, backend))), CatalogView.Empty);

        Assert.Equal([new("api-key", "k-1"), new("X-Org", "o-1")], view.Backends["b"].Headers);
        Assert.Equal(new Uri("https://api.openai.com/v1/chat/completions"), view.Backends["b"].Url);
    }

    [Fact]
    public void A_backend_that_did_not_change_is_taken_over_as_it_is()
    {
        var compiler = Views.Compiler();
        var before = compiler.Compile(Catalog(("a", Views.Echo(1)), ("b", Views.Echo(1))), CatalogView.Empty);

        var after = compiler.Compile(Catalog(("a", Views.Echo(1)), ("b", Views.Echo(2))), before);

        Assert.Same(before.Backends["a"], after.Backends["a"]);
        Assert.NotSame(before.Backends["b"], after.Backends["b"]);
        Assert.Same(before.Backends["b"].Gate, after.Backends["b"].Gate); // what was counted outlives the change
    }

    [Fact]
    public void A_version_that_says_something_else_than_before_is_compiled_anew()
    {
        // A store that was restored is published at exactly one above the mirror that is ahead.
        var (mirror, gates) = Mirror();
        mirror.Apply(Catalog(("a", Views.Echo()), ("b", Views.Echo())));
        var before = mirror.Current.Backends;

        mirror.Apply(Catalog(("a", Views.Echo()), ("b", new(1, new() { Format = BackendFormats.Echo, Model = "m", MaxConcurrent = 1 }))) with { Epoch = 4 });

        Assert.Same(before["a"], mirror.Current.Backends["a"]);
        Assert.Equal("m", mirror.Current.Backends["b"].Definition.Model);
        Assert.Null(gates.Of("b").TryEnter(gates.Now).Refusal);
        Assert.Equal(GateRefusalReason.Full, gates.Of("b").TryEnter(gates.Now).Refusal?.Reason);
    }

    [Fact]
    public void The_gate_of_a_deleted_backend_goes_when_its_calls_have_ended_and_are_reported()
    {
        var (mirror, gates) = Mirror();
        mirror.Apply(Catalog(("a", Views.Echo()), ("b", Views.Echo()), ("idle", Views.Echo())));
        var gate = gates.Of("b");
        var pass = gate.TryEnter(gates.Now).Pass;

        mirror.Apply(Catalog(("a", Views.Echo())) with { Epoch = 4 });
        Assert.Equal(["a", "b"], Names());

        gate.Tally.Settled(AttemptOutcome.Answered, new TokenUsage(7, 3));
        pass.Settle(new GateOutcome(AttemptOutcome.Answered));
        mirror.Apply(Catalog(("a", Views.Echo())) with { Epoch = 5 });
        Assert.Equal(["a", "b"], Names()); // its owner has not been told of the call

        Assert.Equal(1, gate.TakeReport("s")!.Counts.Attempts);
        mirror.Apply(Catalog(("a", Views.Echo())) with { Epoch = 6 });
        Assert.Equal(["a"], Names());

        IEnumerable<string> Names() => gates.All.Select(each => each.Backend).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void A_backend_that_comes_back_while_calls_of_it_are_out_has_the_gate_that_counts_them()
    {
        var (mirror, gates) = Mirror();
        mirror.Apply(Catalog(("b", Views.Echo())));
        var pass = gates.Of("b").TryEnter(gates.Now).Pass;
        mirror.Apply(Catalog() with { Epoch = 4 });

        mirror.Apply(Catalog(("b", Views.Echo(2))) with { Epoch = 5 });
        pass.Settle(new GateOutcome(AttemptOutcome.Answered));
        mirror.Apply(Catalog(("b", Views.Echo(2))) with { Epoch = 6 });

        Assert.Same(mirror.Current.Backends["b"].Gate, Assert.Single(gates.All));
    }

    [Fact]
    public async Task Connections_that_no_backend_needs_any_more_are_forgotten_and_serve_the_calls_that_have_them()
    {
        var (mirror, _) = Mirror();
        mirror.Apply(Catalog(("b", At("http://127.0.0.1:1", 1))));
        var before = mirror.Current.Backends["b"];
        mirror.Apply(Catalog(("b", At("http://127.0.0.1:1", 2))) with { Epoch = 4 });
        Assert.Same(before.Client, mirror.Current.Backends["b"].Client);

        mirror.Apply(Catalog(("b", At("http://127.0.0.1:2", 3))) with { Epoch = 5 });
        mirror.Apply(Catalog(("b", At("http://127.0.0.1:1", 4))) with { Epoch = 6 });

        Assert.NotSame(before.Client, mirror.Current.Backends["b"].Client);
        using var request = new HttpRequestMessage(HttpMethod.Post, before.Url);
        await Assert.ThrowsAsync<HttpRequestException>(() => before.Client.SendAsync(request, TestContext.Current.CancellationToken)); // tried, and not refused as disposed of

        static Versioned<BackendDefinition> At(string url, long version) => new(version, new() { Format = BackendFormats.OpenAi, Url = url });
    }

    [Fact]
    public void The_circuit_of_a_content_safety_goes_with_the_last_that_asks_it()
    {
        var (mirror, _) = Mirror();
        var judged = Catalog() with { Products = new Dictionary<string, ProductDefinition> { ["p"] = Judged("https://a.example") } };
        mirror.Apply(judged);
        var before = mirror.Current.ProductSafety["p"];
        mirror.Apply(judged with { Epoch = 4, Products = new Dictionary<string, ProductDefinition> { ["p"] = Judged("https://a.example", hate: 2) } });
        Assert.Same(before.Circuit, mirror.Current.ProductSafety["p"].Circuit);

        mirror.Apply(judged with { Epoch = 5, Products = new Dictionary<string, ProductDefinition> { ["p"] = Judged("https://b.example") } });
        mirror.Apply(judged with { Epoch = 6 });

        Assert.NotSame(before.Circuit, mirror.Current.ProductSafety["p"].Circuit);
        Assert.NotSame(before.Client, mirror.Current.ProductSafety["p"].Client);

        static ProductDefinition Judged(string endpoint, int hate = 4) => new()
        {
            Apis = new Dictionary<string, IReadOnlyList<string>>(),
            ContentSafety = new() { Endpoint = endpoint, Categories = new Dictionary<string, int> { ["hate"] = hate } },
        };
    }

    [Fact]
    public void A_backend_that_was_left_out_is_tried_again_with_the_next_catalog()
    {
        var references = new FakeReferences();
        var compiler = Views.Compiler(references);
        var catalog = Catalog(("b", Views.OpenAi(new("${env:KEY}", null, null))));
        var before = compiler.Compile(catalog, CatalogView.Empty);

        references.Variables["KEY"] = "k";

        Assert.Empty(before.Backends);
        Assert.Single(compiler.Compile(catalog, before).Backends);
    }

    [Fact]
    public void Targets_are_grouped_by_priority()
    {
        var catalog = Catalog(("a", Views.Echo()), ("b", Views.Echo()), ("c", Views.Echo())) with
        {
            Aliases = new Dictionary<string, Versioned<AliasDefinition>> { ["llm/gpt"] = Views.Alias(("a", 7, 1), ("b", 2, 3), ("c", 7, 5)) },
        };

        var groups = Views.Compile(catalog).Apis["llm"].Aliases["gpt"].Groups;

        Assert.Equal(["b:3", "a:1 c:5"], groups.Select(group => string.Join(' ', group.Select(target => $"{target.Backend.Id}:{target.Weight}"))));
    }

    [Fact]
    public void An_alias_belongs_to_the_API_before_the_first_slash()
    {
        var catalog = Catalog(("a", Views.Echo())) with
        {
            Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm" }, ["llm2"] = new() { Path = "/llm2" } },
            Aliases = new Dictionary<string, Versioned<AliasDefinition>> { ["llm/team/gpt"] = Views.Alias(("a", 1, 1)), ["llm2/gpt"] = Views.Alias(("a", 1, 1)) },
        };

        var view = Views.Compile(catalog);

        Assert.Equal(["team/gpt"], view.Apis["llm"].Aliases.Keys);
        Assert.Equal(["gpt"], view.Apis["llm2"].Aliases.Keys);
    }

    [Fact]
    public void Keys_lead_to_their_subscription_and_its_product()
    {
        var catalog = Catalog(("a", Views.Echo())) with
        {
            Products = new Dictionary<string, ProductDefinition> { ["all"] = new() { Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*"] } } },
            Subscriptions = new Dictionary<string, SubscriptionDefinition>
            {
                ["team"] = new() { Product = "all", KeyHashes = [HashA, HashB] },
                ["orphan"] = new() { Product = "gone", KeyHashes = [new string('c', 64)] },
            },
        };

        var view = Views.Compile(catalog);

        Assert.Equal(["team"], view.Subscriptions.Keys);
        Assert.Equal(2, view.Keys.Count);
        Assert.All([HashA, HashB], hash => Assert.Equal("team", view.Keys[Hash(hash)].Subscription.Id));
        Assert.Equal("all", view.CallerOf(Hash(HashA), TimeProvider.System)!.Product);
    }

    [Fact]
    public void The_same_key_twice_does_not_stop_the_catalog()
    {
        var catalog = Catalog() with
        {
            Aliases = new Dictionary<string, Versioned<AliasDefinition>>(),
            Products = new Dictionary<string, ProductDefinition> { ["p"] = new() { Apis = new Dictionary<string, IReadOnlyList<string>>() } },
            Subscriptions = new Dictionary<string, SubscriptionDefinition>
            {
                ["a"] = new() { Product = "p", KeyHashes = [HashA, HashA] },
                ["b"] = new() { Product = "p", KeyHashes = [HashA] },
            },
        };

        Assert.Single(Views.Compile(catalog).Keys);
    }

    private static (CatalogMirror Mirror, BackendGates Gates) Mirror()
    {
        var gates = new BackendGates(TimeProvider.System);
        return (new CatalogMirror(Views.Compiler(gates: gates)), gates);
    }

    private static KeyHash Hash(string hex) => KeyHash.TryParse(hex, out var hash) ? hash : throw new FormatException(hex);
}
