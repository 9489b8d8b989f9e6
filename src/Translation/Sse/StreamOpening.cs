namespace Orleans.Gateway.Translation.Sse;

/// <summary>
/// Tells a stream from what providers send in its place with a status of success: a page, an error as JSON. By its first character and not by its
/// content type: no line of server-sent events begins like JSON or a page, and providers that send a stream under another type are not few.
/// </summary>
internal struct StreamOpening
{
    /// <summary>As much as any provider's own words take, in bytes.</summary>
    private const int Most = 64 * 1024;

    private PooledBytes _body;
    private bool _isStream;

    /// <summary>Whether it is a body that stands in place of a stream.</summary>
    public bool IsBody { get; private set; }

    /// <summary>Whether nobody needs to read on to know what the body is: a page, or more than an error.</summary>
    public bool IsHopeless { get; private set; }

    /// <summary>What came of the body, unless it is hopeless.</summary>
    public readonly ReadOnlySpan<byte> Body => _body.Span;

    /// <summary>Takes in what arrived; false: it is for the reader of the stream.</summary>
    public bool Takes(ReadOnlySpan<byte> bytes)
    {
        if (_isStream)
        {
            return false;
        }

        if (!IsBody)
        {
            bytes = bytes.TrimStart(" \t\r\n\uFEFF"u8);
            if (bytes.IsEmpty)
            {
                return false;
            }

            IsBody = bytes[0] is (byte)'{' or (byte)'[' or (byte)'<';
            IsHopeless = bytes[0] == (byte)'<';
            _isStream = !IsBody;
            if (_isStream)
            {
                return false;
            }
        }

        IsHopeless |= _body.Length + bytes.Length > Most;
        if (IsHopeless)
        {
            _body.Release();
        }
        else
        {
            _body.Append(bytes);
        }

        return true;
    }

    /// <summary>Its array goes back.</summary>
    public void Release() => _body.Release();
}
