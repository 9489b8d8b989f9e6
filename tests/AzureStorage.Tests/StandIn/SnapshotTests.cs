using Azure.Data.Tables;
using Orleans.Gateway.AzureStorage.Tables;

namespace Orleans.Gateway.AzureStorage.Tests.StandIn;

/// <summary>Whether a reading of several pages is of one moment.</summary>
public class SnapshotTests
{
    [Theory]
    [InlineData(7, 7, 7, true)]
    [InlineData(7, 6, 7, false)] // changed while it was read
    [InlineData(6, 6, 7, false)]
    [InlineData(7, null, null, true)] // nobody writes the bounds
    [InlineData(7, null, 7, false)]
    [InlineData(7, 7, null, false)]
    [InlineData(9, 6, 7, true)] // somebody writes the version only
    [InlineData(9, 7, 7, true)]
    public void The_first_and_the_last_row_say_the_same_version(int version, int? first, int? last, bool expected) =>
        Assert.Equal(expected, MembershipSnapshot.AreOfOneMoment(version, first, last));

    [Fact]
    public void One_page_needs_no_proof() => Assert.True(MembershipSnapshot.Of("c", [Row("!Start", 1), Row("VersionRow", 2), Row("~End", 2)], inOnePage: true).IsOfOneMoment);

    [Fact]
    public void The_rows_of_versions_are_no_silos()
    {
        var snapshot = MembershipSnapshot.Of("c", [Row("!Start", 2), Row("10.0.0.1-1-1", 0), Row("VersionRow", 2), Row("~End", 2)], inOnePage: false);

        Assert.True(snapshot.IsOfOneMoment);
        Assert.Equal("10.0.0.1-1-1", Assert.Single(snapshot.Members).RowKey);
        Assert.Equal("VersionRow", snapshot.Version.RowKey);
    }

    private static TableEntity Row(string key, int version) => new("c", key) { ["MembershipVersion"] = $"{version}" };
}
