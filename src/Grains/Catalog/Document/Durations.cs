using System.Globalization;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Times as a document spells them: <c>hh:mm:ss</c>, with a fraction of a second if need be; more than nothing, less than a day.</summary>
internal static class Durations
{
    private static readonly string[] Formats = [@"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF"];

    public static TimeSpan? Duration(this Node node)
    {
        var text = node.RawText();
        if (text is null)
        {
            return null;
        }

        if (TimeSpan.TryParseExact(text, Formats, CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        node.Refuse("must be a time above 0 as \"hh:mm:ss\", for example \"00:00:30\".");
        return null;
    }

    public static string Text(TimeSpan duration) =>
        duration.ToString(duration.Ticks % TimeSpan.TicksPerSecond == 0 ? Formats[0] : Formats[1], CultureInfo.InvariantCulture);
}
