using System.Globalization;
using System.Net;
using Azure.Data.Tables;

namespace Orleans.Gateway.AzureStorage.Tables;

/// <summary>
/// The rows of the membership table, column by column as Orleans' own package writes them, all as text: one row for each silo, and three with the
/// version of the table.
/// </summary>
/// <remarks>
/// The version row is what every change is conditional on. The other two repeat its version as the first and the last row in the order of the service,
/// so that a reader who needs several pages can see that nothing has changed between the first and the last.
/// </remarks>
internal static class MembershipRow
{
    public const string Version = "VersionRow";

    public const string First = "!Start";

    public const string Last = "~End";

    private const string Status = "Status";

    private const string ProxyPort = "ProxyPort";

    private const string MembershipVersion = "MembershipVersion";

    public static bool IsVersion(string rowKey) => rowKey is Version or First or Last;

    public static string Key(SiloAddress silo) =>
        string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    public static TableEntity OfVersion(string cluster, string rowKey, int version) => new(cluster, rowKey)
    {
        ["DeploymentId"] = cluster,
        [MembershipVersion] = version.ToString(CultureInfo.InvariantCulture),
    };

    public static int VersionOf(TableEntity row) => int.Parse(row.GetString(MembershipVersion), CultureInfo.InvariantCulture);

    public static TableEntity OfMember(string cluster, MembershipEntry member)
    {
        var suspects = member.SuspectTimes ?? [];
        return new TableEntity(cluster, Key(member.SiloAddress))
        {
            ["DeploymentId"] = cluster,
            ["Address"] = member.SiloAddress.Endpoint.Address.ToString(),
            ["Port"] = Text(member.SiloAddress.Endpoint.Port),
            ["Generation"] = Text(member.SiloAddress.Generation),
            ["HostName"] = member.HostName,
            [Status] = member.Status.ToString(),
            [ProxyPort] = Text(member.ProxyPort),
            ["RoleName"] = member.RoleName,
            ["SiloName"] = member.SiloName,
            ["InstanceName"] = member.SiloName,
            ["UpdateZone"] = Text(member.UpdateZone),
            ["FaultZone"] = Text(member.FaultZone),
            ["SuspectingSilos"] = string.Join('|', suspects.Select(suspect => suspect.Item1.ToParsableString())),
            ["SuspectingTimes"] = string.Join('|', suspects.Select(suspect => LogFormatter.PrintDate(suspect.Item2))),
            ["StartTime"] = LogFormatter.PrintDate(member.StartTime),
            [IAmAliveTime] = LogFormatter.PrintDate(member.IAmAliveTime),
        };
    }

    /// <summary>Only what a silo says while nothing changes. It is merged into the row without a condition.</summary>
    public static TableEntity OfHeartbeat(string cluster, MembershipEntry member) => new(cluster, Key(member.SiloAddress))
    {
        ["DeploymentId"] = cluster,
        [IAmAliveTime] = LogFormatter.PrintDate(member.IAmAliveTime),
    };

    /// <exception cref="FormatException">A column that is needed is missing or means nothing.</exception>
    public static MembershipEntry ReadMember(TableEntity row)
    {
        var member = new MembershipEntry
        {
            SiloAddress = SiloAddress.New(IPAddress.Parse(Required(row, "Address")), Number(row, "Port"), Number(row, "Generation")),
            HostName = row.GetString("HostName"),
            Status = Enum.TryParse<SiloStatus>(Required(row, Status), out var status) ? status : throw new FormatException($"{Status} is no status"),
            ProxyPort = Number(row, ProxyPort),
            RoleName = row.GetString("RoleName"),
            SiloName = row.GetString("SiloName") is { Length: > 0 } name ? name : row.GetString("InstanceName"),
            UpdateZone = Number(row, "UpdateZone"),
            FaultZone = Number(row, "FaultZone"),
            StartTime = Date(row, "StartTime"),
            IAmAliveTime = Date(row, IAmAliveTime),
        };
        var silos = List(row, "SuspectingSilos");
        var times = List(row, "SuspectingTimes");
        if (silos.Length != times.Length)
        {
            throw new FormatException("SuspectingSilos and SuspectingTimes differ in length");
        }

        foreach (var (silo, time) in silos.Zip(times))
        {
            member.AddSuspector(SiloAddress.FromParsableString(silo), LogFormatter.ParseDate(time));
        }

        return member;
    }

    /// <summary>Where clients connect to the silo of a row.</summary>
    public static Uri GatewayOf(TableEntity row) =>
        SiloAddress.New(IPAddress.Parse(Required(row, "Address")), Number(row, ProxyPort), Number(row, "Generation")).ToGatewayUri();

    private const string IAmAliveTime = "IAmAliveTime";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Required(TableEntity row, string column) =>
        row.GetString(column) is { Length: > 0 } value ? value : throw new FormatException($"{column} is missing");

    private static int Number(TableEntity row, string column) => row.GetString(column) switch
    {
        null or "" => 0,
        var text => int.Parse(text, CultureInfo.InvariantCulture),
    };

    private static DateTime Date(TableEntity row, string column) => row.GetString(column) is { Length: > 0 } text ? LogFormatter.ParseDate(text) : default;

    private static string[] List(TableEntity row, string column) => row.GetString(column) is { Length: > 0 } text ? text.Split('|') : [];
}
