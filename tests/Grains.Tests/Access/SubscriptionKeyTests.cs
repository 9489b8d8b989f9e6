using Orleans.Gateway.Grains.Access.Keys;

namespace Orleans.Gateway.Grains.Tests.Access;

public class SubscriptionKeyTests
{
    [Theory]
    [InlineData("team-a")]
    [InlineData("a")]
    [InlineData("a-b.c_d-")]
    public void A_generated_key_names_its_subscription_and_is_never_forged(string subscription)
    {
        var key = SubscriptionKey.Generate(subscription);

        Assert.Matches("^gw-" + System.Text.RegularExpressions.Regex.Escape(subscription) + "-[0-9A-Za-z]{49}$", key);
        Assert.False(SubscriptionKey.LooksForged(key));
        Assert.NotEqual(key, SubscriptionKey.Generate(subscription));
    }

    [Fact]
    public void Every_changed_swapped_missing_or_added_character_is_noticed()
    {
        var key = SubscriptionKey.Generate("team-a");
        for (var at = 3; at < key.Length; at++)
        {
            var other = key[at] is 'x' ? 'y' : 'x';
            Assert.True(SubscriptionKey.LooksForged($"{key[..at]}{other}{key[(at + 1)..]}"), $"changed at {at}");
            Assert.True(SubscriptionKey.LooksForged(key.Remove(at, 1)), $"missing at {at}");
            Assert.True(SubscriptionKey.LooksForged(key.Insert(at, "_")), $"added at {at}");
            if (at + 1 < key.Length && key[at] != key[at + 1])
            {
                Assert.True(SubscriptionKey.LooksForged($"{key[..at]}{key[at + 1]}{key[at]}{key[(at + 2)..]}"), $"swapped at {at}");
            }
        }
    }

    [Theory]
    [InlineData("gw-", true)]
    [InlineData("gw-team-a-short", true)]
    [InlineData("demo-key", false)]
    [InlineData("", false)]
    [InlineData("sk-0123456789", false)]
    [InlineData("GW-upper-is-not-ours", false)]
    public void Only_keys_that_claim_to_be_the_gateways_own_are_checked(string key, bool forged) =>
        Assert.Equal(forged, SubscriptionKey.LooksForged(key));

    [Fact]
    public void The_checksum_of_a_known_key_stays_the_same()
    {
        // Keys that are in use must be recognised by every later version.
        Assert.False(SubscriptionKey.LooksForged("gw-team-a-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1dk28O"));
    }
}
