using System.Buffers;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>
/// The client's request on its way to a backend that speaks the same format: byte for byte the same but for the model, and for the
/// wish to be told the usage of a stream. What the gateway has never heard of arrives untouched.
/// </summary>
public static class RequestSplice
{
    private const int RoomForNames = 64;

    private static ReadOnlySpan<byte> UsageWish => "{\"include_usage\":true}"u8;

    /// <param name="scan">Of this very <paramref name="body"/>.</param>
    /// <param name="backendModel">The backend's own model name; null where its URL names the model, and the client's name stays.</param>
    /// <param name="forceUsage">Whether a stream has to report its usage, whatever the client wished.</param>
    /// <exception cref="ArgumentException">The model name is not valid text.</exception>
    public static void Write(ReadOnlySpan<byte> body, RequestScan scan, string? backendModel, bool forceUsage, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var model = (backendModel ?? scan.Model) is { } name ? JsonText.Quoted(name, stackalloc byte[256]) : [];
        var wish = forceUsage && scan.Stream && !scan.IncludeUsage;
        var copy = new SplicedCopy(body, output.GetSpan(body.Length + model.Length + UsageWish.Length + RoomForNames));

        if (!model.IsEmpty && scan.ModelValue.Length == 0)
        {
            copy.Insert(scan.ObjectStart, "\"model\":"u8);
            copy.Insert(scan.ObjectStart, model);
            copy.Insert(scan.ObjectStart, scan.IsEmpty ? ""u8 : ","u8);
        }

        if (wish && scan.StreamOptions.Length == 0)
        {
            copy.Insert(scan.ObjectStart, "\"stream_options\":"u8);
            copy.Insert(scan.ObjectStart, UsageWish);
            copy.Insert(scan.ObjectStart, ","u8); // Never the last field: there is a "stream" too.
        }

        var wishFirst = scan.StreamOptions.Start < scan.ModelValue.Start;
        if (wish && wishFirst)
        {
            Wish(ref copy, body, scan);
        }

        if (scan.ModelValue.Length > 0)
        {
            copy.Replace(scan.ModelValue, model);
        }

        if (wish && !wishFirst)
        {
            Wish(ref copy, body, scan);
        }

        copy.Finish();
        output.Advance(copy.Written);
    }

    /// <summary>Sets <c>include_usage</c> in the options that are there, and leaves their other members alone.</summary>
    private static void Wish(ref SplicedCopy copy, ReadOnlySpan<byte> body, RequestScan scan)
    {
        if (scan.StreamOptions.Length == 0)
        {
            return;
        }

        if (scan.IncludeUsageValue.Length > 0)
        {
            copy.Replace(scan.IncludeUsageValue, "true"u8);
        }
        else if (body[scan.StreamOptions.Start] == 'n')
        {
            copy.Replace(scan.StreamOptions, UsageWish);
        }
        else
        {
            var members = body.Slice(scan.StreamOptions.Start + 1, scan.StreamOptions.Length - 2);
            var hasOthers = members.ContainsAnyExcept(" \t\r\n"u8);
            copy.Insert(scan.StreamOptions.Start + 1, hasOthers ? "\"include_usage\":true,"u8 : "\"include_usage\":true"u8);
        }
    }
}
