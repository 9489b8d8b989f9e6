using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Base64 as the provider wants it: the standard alphabet, padded, without whitespace.</summary>
internal static class Base64Text
{
    private static readonly SearchValues<byte> Standard =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <returns>0: it is fine as it is; above 0: how many bytes of normal form were appended; -1: it is no base64.</returns>
    public static int Normalise(ReadOnlySpan<byte> data, PooledBuffer output)
    {
        if (!data.IsEmpty && !data.ContainsAnyExcept(Standard) && Base64.IsValid(data))
        {
            return 0;
        }

        var start = output.Length;
        for (var i = 0; i < data.Length; i++)
        {
            var value = data[i];
            if (value == (byte)'%' && i + 2 < data.Length && TryHex(data.Slice(i + 1, 2), out var decoded))
            {
                value = decoded;
                i += 2;
            }

            switch (value)
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'=': break;
                case (byte)'-': output.Raw((byte)'+'); break;
                case (byte)'_': output.Raw((byte)'/'); break;
                default: output.Raw(value); break;
            }
        }

        while ((output.Length - start) % 4 != 0)
        {
            output.Raw((byte)'=');
        }

        var length = output.Length - start;
        return length > 0 && Base64.IsValid(output.Written[start..]) ? length : -1;
    }

    /// <summary>Appends percent-encoded data as base64 and returns its length.</summary>
    public static int FromPercent(ReadOnlySpan<byte> data, PooledBuffer output)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(data.Length + 1);
        var count = 0;
        for (var i = 0; i < data.Length; i++)
        {
            if (data[i] == (byte)'%' && i + 2 < data.Length && TryHex(data.Slice(i + 1, 2), out var decoded))
            {
                bytes[count++] = decoded;
                i += 2;
            }
            else
            {
                bytes[count++] = data[i];
            }
        }

        Base64.EncodeToUtf8(bytes.AsSpan(0, count), output.GetSpan(Base64.GetMaxEncodedToUtf8Length(count)), out _, out var written);
        output.Advance(written);
        ArrayPool<byte>.Shared.Return(bytes);
        return written > 0 ? written : -1;
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out byte value) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
