using System.Globalization;

namespace Orleans.Gateway.Portal.Parts;

/// <summary>Numbers and times as people read them.</summary>
internal static class Figures
{
    public static string Short(double number) => number switch
    {
        >= 10_000_000 => $"{number / 1_000_000:0}M",
        >= 1_000_000 => $"{number / 1_000_000:0.0}M",
        >= 10_000 => $"{number / 1_000:0}K",
        >= 1_000 => $"{number / 1_000:0.0}K",
        >= 100 or 0 => $"{number:0}",
        >= 1 => $"{number:0.#}",
        _ => $"{number:0.##}",
    };

    /// <summary>Units of a currency that nobody has named.</summary>
    public static string Money(decimal amount) => amount switch
    {
        0 => "0",
        >= 1000 => amount.ToString("N0", CultureInfo.InvariantCulture),
        >= 1 => amount.ToString("N2", CultureInfo.InvariantCulture),
        _ => amount.ToString("0.######", CultureInfo.InvariantCulture),
    };

    public static string Seconds(double? seconds) => seconds switch
    {
        null => "–",
        < 1 => $"{seconds * 1000:0} ms",
        _ => $"{seconds:0.0} s",
    };

    /// <summary>A time to wait, or one that went by, in its two largest units.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 60 => $"{Math.Floor(time.TotalSeconds):0} s",
        < 3_600 => $"{time.Minutes} min {time.Seconds} s",
        < 86_400 => $"{time.Hours} h {time.Minutes} min",
        _ => $"{time.Days} d {time.Hours} h",
    };

    /// <summary>How long ago it was, roughly.</summary>
    public static string Ago(TimeSpan time) => time.TotalSeconds switch
    {
        < 5 => "just now",
        < 90 => $"{time.TotalSeconds:0} s ago",
        < 5_400 => $"{time.TotalMinutes:0} min ago",
        < 129_600 => $"{time.TotalHours:0} h ago",
        _ => $"{time.TotalDays:0} days ago",
    };

    public static string Utc(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) is { } text ? $"{text} UTC" : "–";
}
