using System.Globalization;
using Microsoft.AspNetCore.Builder;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>Where a program of this one says what it has allocated so far, in bytes.</summary>
internal static class Allocations
{
    public const string Path = "/-/allocated";

    public static void MapAllocations(this WebApplication app) => app.MapGet(Path, () => GC.GetTotalAllocatedBytes(precise: false).ToString(CultureInfo.InvariantCulture));
}
