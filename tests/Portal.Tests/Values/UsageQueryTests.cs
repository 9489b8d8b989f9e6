using Orleans.Gateway.Portal.Usage;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class UsageQueryTests
{
    private static readonly DateOnly Today = new(2026, 3, 9);

    [Fact]
    public void Without_an_address_it_is_this_month_by_subscription() =>
        Assert.Equal("usage?from=2026-03-01&to=2026-03-09&by=subscription", Read([]).Page);

    [Fact]
    public void The_address_of_the_page_restores_it()
    {
        var query = Read(new() { ["from"] = "2026-02-01", ["to"] = "2026-02-28", ["by"] = "alias,day", ["product"] = "a b&c", ["backend"] = "x" });
        var again = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query.Page["usage".Length..]).ToDictionary(entry => entry.Key, entry => (string?)entry.Value);

        Assert.Equal(query.Page, Read(again).Page);
        Assert.Contains("product=a%20b%26c", query.Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_day_is_asked_for_as_a_whole() =>
        Assert.Equal("usage?from=2026-03-01&to=2026-03-10&groupBy=backend,hour&alias=gpt", Read(new() { ["alias"] = "gpt" }).Path("backend", "hour"));

    [Theory]
    [InlineData("nonsense,hour,hour,day,alias", "hour,day")]
    [InlineData("", "subscription")]
    public void Groups_that_there_are_not_are_left_out(string by, string read) => Assert.Equal(read, string.Join(',', Read(new() { ["by"] = by }).By));

    [Theory]
    [InlineData("2026-03-09", "subscription", "hour")]
    [InlineData("2026-03-01", "subscription", "day")]
    [InlineData("2026-03-01", "hour", "hour")]
    public void A_few_days_are_drawn_by_the_hour(string from, string by, string step) => Assert.Equal(step, Read(new() { ["from"] = from, ["by"] = by }).Step);

    [Theory]
    [InlineData("2026-03-09T12:00:00Z", "2026-03-09 12:00")]
    [InlineData("2026-03-09", "2026-03-09")]
    public void Hours_are_written_as_people_do(string time, string shown) => Assert.Equal(shown, UsageQuery.Moment(time));

    [Fact]
    public void A_name_leads_to_what_is_behind_it() =>
        Assert.Equal("usage?from=2026-03-01&to=2026-03-09&by=alias&subscription=team-a", Read([]).Into("subscription", "team-a").Page);

    private static UsageQuery Read(Dictionary<string, string?> address) => UsageQuery.Read(address.GetValueOrDefault, Today);
}
