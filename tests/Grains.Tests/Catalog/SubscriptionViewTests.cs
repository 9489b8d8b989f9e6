using System.Collections.Frozen;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Tests.Catalog;

public class SubscriptionViewTests
{
    private static readonly SubscriptionView Team = new("team", "p", new Dictionary<string, FrozenSet<string>>
    {
        ["open"] = FrozenSet.Create("*"),
        ["some"] = FrozenSet.Create("gpt", "claude"),
        ["none"] = [],
    }.ToFrozenDictionary());

    [Theory]
    [InlineData("open", "anything", true)]
    [InlineData("open", "*", true)]
    [InlineData("some", "gpt", true)]
    [InlineData("some", "claude", true)]
    [InlineData("some", "GPT", false)] // names have a case
    [InlineData("some", "other", false)]
    [InlineData("some", "*", false)] // a star is for products to say, not for clients
    [InlineData("some", "", false)]
    [InlineData("none", "gpt", false)]
    [InlineData("unknown", "gpt", false)]
    public void Allows_what_the_product_names(string api, string alias, bool allowed) => Assert.Equal(allowed, Team.Allows(api, alias));
}
