using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>HTTP as bytes, which no client library would send.</summary>
internal static partial class RawCalls
{
    /// <summary>Everything that comes back until the other side closes, or keeps silent for so long that it must be waiting for more.</summary>
    public static async Task<string> ExchangeAsync(Uri gateway, ReadOnlyMemory<byte> request, TimeSpan silence, CancellationToken cancellation)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(gateway.Host, gateway.Port, cancellation);
        var stream = connection.GetStream();
        var seen = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, cancellation);
            var buffer = new byte[16 * 1024];
            while (true)
            {
                using var quiet = new CancellationTokenSource(silence, TimeProvider.System);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancellation);
                var count = await stream.ReadAsync(buffer, either.Token);
                if (count == 0)
                {
                    break;
                }

                seen.Write(buffer, 0, count);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // Reset, or silent: what was seen is all there is.
        }

        return Encoding.Latin1.GetString(seen.ToArray());
    }

    /// <summary>The status of every response, in order; interim ones are none.</summary>
    public static IReadOnlyList<int> StatusesOf(string seen) =>
        [.. Status().Matches(seen).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Where(status => status >= 200)];

    [GeneratedRegex(@"(?:^|\n|\})HTTP/1\.[01] (\d{3})")]
    private static partial Regex Status();
}
