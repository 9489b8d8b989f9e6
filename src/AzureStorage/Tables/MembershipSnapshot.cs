using Azure.Data.Tables;

namespace Orleans.Gateway.AzureStorage.Tables;

/// <summary>What one reading of the table says: the silos' rows, the version row, and whether all of it is of one moment.</summary>
internal sealed record MembershipSnapshot(IReadOnlyList<TableEntity> Members, TableEntity Version, bool IsOfOneMoment)
{
    /// <param name="rows">All rows of a cluster, in the order of the service.</param>
    /// <param name="inOnePage">One page is of one moment by itself.</param>
    /// <exception cref="KeyNotFoundException">There is no version row: the table has been emptied, or was never set up for this cluster.</exception>
    public static MembershipSnapshot Of(string cluster, IReadOnlyList<TableEntity> rows, bool inOnePage)
    {
        var version = rows.FirstOrDefault(row => row.RowKey is MembershipRow.Version)
            ?? throw new KeyNotFoundException($"The membership table has no version row for the cluster '{cluster}': it was emptied, or never set up.");
        return new(
            [.. rows.Where(row => !MembershipRow.IsVersion(row.RowKey))],
            version,
            inOnePage || AreOfOneMoment(MembershipRow.VersionOf(version), Bound(rows, MembershipRow.First), Bound(rows, MembershipRow.Last)));
    }

    /// <summary>
    /// The bounds are written with every change. A table that has none, or whose version has run ahead of both, is written by silos that do not
    /// know them; there is nothing to compare then, and what was read is taken as it is.
    /// </summary>
    internal static bool AreOfOneMoment(int version, int? first, int? last) => (first, last) switch
    {
        (null, null) => true,
        ({ } before, { } after) => before == after || (version > before && version > after),
        _ => false,
    };

    private static int? Bound(IReadOnlyList<TableEntity> rows, string rowKey) =>
        rows.FirstOrDefault(row => row.RowKey == rowKey) is { } row ? MembershipRow.VersionOf(row) : null;
}
