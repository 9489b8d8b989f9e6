using System.Text;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>The parts of <c>data:[type][;parameters][;base64],data</c> (RFC 2397).</summary>
internal readonly ref struct DataUrl
{
    public DataUrl(ReadOnlySpan<byte> type, bool isBase64, ReadOnlySpan<byte> data)
    {
        Type = type;
        IsBase64 = isBase64;
        Data = data;
    }

    /// <summary>The media type without parameters; empty when none is declared.</summary>
    public ReadOnlySpan<byte> Type { get; }

    /// <summary>Otherwise the data is percent-encoded.</summary>
    public bool IsBase64 { get; }

    public ReadOnlySpan<byte> Data { get; }

    public static bool TryParse(ReadOnlySpan<byte> url, out DataUrl parsed)
    {
        parsed = default;
        var comma = url.IndexOf((byte)',');
        if (comma < 5)
        {
            return false;
        }

        var head = url[5..comma];
        var isBase64 = false;
        var last = head.LastIndexOf((byte)';');
        if (last >= 0 && Ascii.EqualsIgnoreCase(head[(last + 1)..].Trim((byte)' '), "base64"u8))
        {
            isBase64 = true;
            head = head[..last];
        }

        // The type may carry parameters, a charset for one.
        var end = head.IndexOf((byte)';');
        var type = end < 0 ? head : head[..end];
        parsed = new DataUrl(type.Trim((byte)' '), isBase64, url[(comma + 1)..]);
        return true;
    }
}
