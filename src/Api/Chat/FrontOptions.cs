using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Api.Chat;

/// <summary>What the HTTP front end takes. Section <c>Gateway:Front</c>.</summary>
public sealed class FrontOptions
{
    /// <summary>The largest request body, in bytes.</summary>
    /// <value>Default 32 MiB; from 1 KiB to 1 GiB.</value>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Calls that the node serves at once. One more is refused with 503 before its body is read.</summary>
    /// <value>Default 10,000: at up to 45 KiB for a stream that waits, less than half a GiB. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConcurrentCalls { get; set; } = 10_000;

    /// <summary>
    /// Bytes of memory that request bodies may hold at once. A body that would take more is refused with 503; one alone never is. What goes out
    /// to a provider is a copy, which lives as long, so count twice.
    /// </summary>
    /// <value>Default 256 MiB; from 1 MiB to 1 TiB.</value>
    [Range(typeof(long), "1048576", "1099511627776")]
    public long MaxBufferedBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Addresses or networks of proxies, separated by <c>;</c>, whose <c>X-Forwarded-For</c> says where a request comes from.</summary>
    /// <value>Default none: the address is that of the connection, and the header says nothing.</value>
    public string? TrustedProxies { get; set; }

    /// <summary>Connections at once, those to the admin API and to the health endpoints included. One more is closed at once.</summary>
    /// <value>Default 20,000; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 20_000;
}

[OptionsValidator]
internal sealed partial class FrontOptionsRanges : IValidateOptions<FrontOptions>;
