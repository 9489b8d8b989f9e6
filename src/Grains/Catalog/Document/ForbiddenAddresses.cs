using System.Net;
using System.Net.Sockets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>
/// Addresses that no backend can have: link-local ones and those where clouds hand out the machine's own credentials, however spelled.
/// </summary>
public static class ForbiddenAddresses
{
    private static readonly IPNetwork[] Networks =
    [
        IPNetwork.Parse("0.0.0.0/8"),          // this host
        IPNetwork.Parse("169.254.0.0/16"),     // link-local; AWS, Azure, GCP and others serve metadata here
        IPNetwork.Parse("100.100.100.200/32"), // Alibaba's metadata
        IPNetwork.Parse("168.63.129.16/32"),   // Azure's host
        IPNetwork.Parse("192.0.0.192/32"),     // Oracle's metadata
        IPNetwork.Parse("224.0.0.0/4"),        // multicast
        IPNetwork.Parse("240.0.0.0/4"),        // reserved, broadcast
        IPNetwork.Parse("fe80::/10"),          // link-local
        IPNetwork.Parse("ff00::/8"),           // multicast
        IPNetwork.Parse("fd00:ec2::254/128"),  // AWS' metadata
        IPNetwork.Parse("fd20:ce::254/128"),   // GCP's metadata
        IPNetwork.Parse("::/128"),
    ];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),      // shared by the customers of a carrier
        IPNetwork.Parse("127.0.0.0/8"),        // this machine
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),       // of protocols
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),      // benchmarks
        IPNetwork.Parse("::1/128"),            // this machine
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fec0::/10"),          // of a site, as they once were
    ];

    private static readonly string[] Hosts =
        ["metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal", "metadata.azure.internal"];

    public static bool Contains(IPAddress address) => IsIn(Networks, address);

    /// <summary>Whether the address is one of this machine or of a network behind it, that nobody else can reach.</summary>
    public static bool IsPrivate(IPAddress address) => IsIn(Private, address);

    /// <param name="host">A name or a literal address without brackets.</param>
    public static bool Contains(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = host.TrimEnd('.');
        return IPAddress.TryParse(name, out var address) ? Contains(address) : Hosts.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsIn(IPNetwork[] networks, IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = Embedded(address) ?? address;
        return Array.Exists(networks, network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    // IPv4 inside IPv6: mapped (::ffff:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96), 6to4 (2002::/16).
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : bytes.StartsWith((ReadOnlySpan<byte>)[0x20, 0x02]) ? new IPAddress(bytes[2..6])
            : bytes.StartsWith((ReadOnlySpan<byte>)[0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) ? new IPAddress(bytes[12..])
            : bytes[..12].IndexOfAnyExcept((byte)0) < 0 && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.IPv6Any) ? new IPAddress(bytes[12..])
            : null;
    }
}
