using System.Globalization;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Times as a document spells them: <c>hh:mm:ss</c>, with a fraction of a second if need be; more than nothing, less than a day.</summary>
internal static class Durations
{
    private static readonly string[] Formats = [@"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF"];

    public static TimeSpan? Duration(this Node node) => Read(node, TimeSpan.FromTicks(1), "must be a time above 0 as \"hh:mm:ss\", for example \"00:00:30\".");

    /// <summary>One that may be 0, which turns off what lasts that long.</summary>
    public static TimeSpan? DurationOrNone(this Node node) =>
        Read(node, TimeSpan.Zero, "must be a time as \"hh:mm:ss\", for example \"00:10:00\", or \"00:00:00\" for never.");

    private static TimeSpan? Read(Node node, TimeSpan least, string problem)
    {
        var text = node.RawText();
        if (text is null)
        {
            return null;
        }

        if (TimeSpan.TryParseExact(text, Formats, CultureInfo.InvariantCulture, out var duration) && duration >= least)
        {
            return duration;
        }

        node.Refuse(problem);
        return null;
    }

    public static string Text(TimeSpan duration) =>
        duration.ToString(duration.Ticks % TimeSpan.TicksPerSecond == 0 ? Formats[0] : Formats[1], CultureInfo.InvariantCulture);
}
