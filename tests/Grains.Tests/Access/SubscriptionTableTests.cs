using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Contracts.Keys;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Access.Subscriptions;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Tests.Catalog;

namespace Orleans.Gateway.Grains.Tests.Access;

/// <summary>The key index as requests read it.</summary>
public sealed class SubscriptionTableTests
{
    private static readonly KeyHasher Hasher = new(new byte[32]);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly CatalogCompiler _compiler = Views.Compiler();
    private readonly CatalogView _catalog;

    public SubscriptionTableTests() => _catalog = _compiler.Compile(Catalog(1), CatalogView.Empty);

    // In a frame of its own, which holds on to nothing.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Asked()
    {
        var catalog = Catalog(2);
        Assert.NotNull(_compiler.Compile(catalog, _catalog).CallerOf(Hasher.Hash("key".AsSpan()), _time));
        return new(catalog);
    }

    private SubscriptionTable Table => _compiler.Subscriptions;

    public static TheoryData<string, int?, Standing> Standings => new()
    {
        { "active", null, Standing.Active },
        { "submitted", null, Standing.Submitted },
        { "suspended", null, Standing.Suspended },
        { "cancelled", null, Standing.Cancelled },
        { "a word of a later version", null, Standing.Cancelled },
        { "active", 1, Standing.Active },
        { "active", 0, Standing.Expired },
        { "active", -1, Standing.Expired },
        { "submitted", -1, Standing.Submitted },
        { "suspended", -1, Standing.Suspended },
        { "cancelled", -1, Standing.Cancelled },
    };

    [Theory, MemberData(nameof(Standings))]
    public void A_caller_is_as_its_subscription_is_at_that_moment(string state, int? expiresIn, Standing standing)
    {
        var expires = expiresIn is { } seconds ? _time.GetUtcNow().AddSeconds(seconds) : (DateTimeOffset?)null;
        Put("team", Of("all", "key") with { State = state, Expires = expires });

        Assert.Equal(new Caller("team", "all", standing, 0), CallerOf("key"));
    }

    [Fact]
    public void A_subscription_expires_at_its_moment_with_no_write()
    {
        Put("team", Of("all", "key") with { Expires = _time.GetUtcNow().AddMinutes(1) });
        Assert.Equal(Standing.Active, CallerOf("key")!.Standing);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(Standing.Expired, CallerOf("key")!.Standing);
    }

    [Fact]
    public void Each_key_says_which_of_its_subscription_it_is_and_one_that_was_replaced_is_nobodys()
    {
        Put("team", Of("all", "first", "second"));
        Assert.Equal([0, 1], new[] { "first", "second" }.Select(key => CallerOf(key)!.KeyPlace));

        Put("team", Of("all", "third", "second"));

        Assert.Null(CallerOf("first"));
        Assert.Equal([0, 1], new[] { "third", "second" }.Select(key => CallerOf(key)!.KeyPlace));
        Put("team", null);
        Assert.All(["second", "third"], key => Assert.Null(CallerOf(key)));
        Assert.Equal(0, Table.Count);
    }

    [Fact]
    public void A_product_that_is_not_there_yet_is_waited_for_and_a_new_epoch_is_read_at_once()
    {
        Put("team", Of("later", "key"));
        Assert.Equal(Standing.Unready, CallerOf("key")!.Standing);

        var next = _compiler.Compile(Catalog(2, "later"), _catalog);

        Assert.Equal(Standing.Active, next.CallerOf(Hasher.Hash("key".AsSpan()), _time)!.Standing);
        Assert.True(next.Subscription("team")!.Allows("llm", "gpt"));
        Assert.False(_catalog.Subscription("team")!.Allows("llm", "gpt"));
    }

    [Fact]
    public void A_change_that_goes_on_from_another_version_is_not_taken_and_a_whole_shard_is_only_when_it_is_newer()
    {
        var shard = KeyIndex.ShardOf("team");
        Put("team", Of("all", "key"));
        var here = Table.Version(shard);

        Assert.Equal(here, Table.Apply(Change("team", Of("all", "other"), new(here.Epoch + 1, Guid.NewGuid()), here.Epoch + 2)));
        Assert.Equal(here, Table.Apply(KeyUpdate.Whole(shard, new KeyShard { Epoch = here.Epoch, Change = Guid.NewGuid() })));
        Assert.NotNull(CallerOf("key"));

        var newer = new KeyShard { Epoch = here.Epoch + 5, Change = Guid.NewGuid() };
        Assert.Equal(newer.Version, Table.Apply(KeyUpdate.Whole(shard, newer)));
        Assert.Null(CallerOf("key"));
    }

    [Fact]
    public void A_key_of_two_is_that_of_the_lower_name_in_whatever_order_they_come_and_goes_over_when_that_one_loses_it()
    {
        Put("b", Of("all", "key"));
        Put("a", Of("all", "key"));
        Put("c", Of("all", "key"));
        Assert.Equal("a", CallerOf("key")!.Subscription);

        Put("a", null);

        Assert.Equal("b", CallerOf("key")!.Subscription);
    }

    [Fact]
    public void What_an_earlier_version_left_in_the_catalog_counts_until_the_index_has_it()
    {
        var carried = _compiler.Compile(Catalog(3) with { Subscriptions = new Dictionary<string, SubscriptionDefinition> { ["old"] = Of("all", "old-key", "second") } }, _catalog);
        Assert.Equal(1, carried.CallerOf(Hasher.Hash("second".AsSpan()), _time)!.KeyPlace);

        Put("old", Of("all", "new-key"));

        Assert.Null(carried.CallerOf(Hasher.Hash("old-key".AsSpan()), _time));
        Assert.Equal("old", carried.CallerOf(Hasher.Hash("new-key".AsSpan()), _time)!.Subscription);
    }

    [Fact]
    public void A_subscription_that_nobody_asks_for_keeps_no_old_catalog_alive()
    {
        Put("idle", Of("all", "key"));
        var old = Asked();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(old.IsAlive);
        Assert.NotNull(CallerOf("key"));
    }

    [Fact]
    public void Limits_of_one_subscription_name_headers_and_claims_for_as_long_as_it_is_there()
    {
        Assert.Empty(_catalog.CountedHeaders);
        Put("team", Of("all", "key") with { Limits = [new() { RequestsPerMinute = 5, CounterKey = "subscription+header:x-team" }, new() { RequestsPerMinute = 9, CounterKey = "claim:tid+header:X-Team" }] });
        Assert.Equal(["X-Team"], _catalog.CountedHeaders);
        Assert.Equal(["tid"], _catalog.CountedClaims);
        Assert.Same(_catalog.CountedHeaders, _catalog.CountedHeaders);

        Put("team", null);

        Assert.Empty(_catalog.CountedHeaders);
        Assert.Empty(_catalog.CountedClaims);
    }

    /// <summary>Counts, not times: a request with any of 100,000 subscriptions does what it does with one, and allocates as little.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public void A_request_costs_the_same_whatever_the_number_of_subscriptions(int subscriptions)
    {
        foreach (var shard in Enumerable.Range(0, subscriptions).Select(at => $"team-{at}").GroupBy(KeyIndex.ShardOf))
        {
            Table.Apply(KeyUpdate.Whole(shard.Key, new KeyShard { Epoch = 1, Change = Guid.NewGuid(), Subscriptions = shard.ToDictionary(name => name, name => Of("all", name, name + "-2")) }));
        }

        Assert.Equal(subscriptions, Table.Count);
        var last = $"team-{subscriptions - 1}";
        Assert.Equal(last, CallerOf(last)!.Subscription);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1000; call++)
        {
            Assert.NotNull(_catalog.CallerOf(Hasher.Hash(last.AsSpan()), _time));
            Assert.NotNull(_catalog.Subscription(last));
            Assert.Null(_catalog.CallerOf(Hasher.Hash("nobody's key".AsSpan()), _time));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Nor does a change of one touch what is known of the others.</summary>
    [Fact]
    public void A_change_of_one_leaves_what_was_compiled_of_the_others()
    {
        Put("a", Of("all", "a-key"));
        Put("b", Of("all", "b-key"));
        var known = _catalog.Subscription("a");

        Put("b", null);

        Assert.Same(known, _catalog.Subscription("a"));
    }

    private static CatalogSnapshot Catalog(long epoch, params string[] more) => new()
    {
        Epoch = epoch,
        Apis = new Dictionary<string, ApiDefinition> { ["llm"] = new() { Path = "/llm/v1" } },
        Products = more.Append("all").ToDictionary(name => name, _ => new ProductDefinition { Apis = new Dictionary<string, IReadOnlyList<string>> { ["llm"] = ["*"] } }),
    };

    private static SubscriptionDefinition Of(string product, params string[] keys) => new() { Product = product, KeyHashes = [.. keys.Select(Hasher.Hash)] };

    private Caller? CallerOf(string key) => _catalog.CallerOf(Hasher.Hash(key.AsSpan()), _time);

    private void Put(string name, SubscriptionDefinition? definition)
    {
        var from = Table.Version(KeyIndex.ShardOf(name));
        Assert.Equal(from.Epoch + 1, Table.Apply(Change(name, definition, from, from.Epoch + 1)).Epoch);
    }

    private static KeyUpdate Change(string name, SubscriptionDefinition? definition, CatalogVersion from, long to) => new()
    {
        Shard = KeyIndex.ShardOf(name),
        From = from,
        To = new(to, Guid.NewGuid()),
        Subscriptions = new Dictionary<string, SubscriptionDefinition?> { [name] = definition },
    };
}
