using System.Net;
using Orleans.Gateway.Api.Admin;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Api.Startup;

/// <summary>Where the gateway may listen: without an admin key that somebody chose, only where nobody else can reach it.</summary>
internal static class ListenRules
{
    public const string Default = "http://127.0.0.1:8080";

    /// <summary>What has to be set before the gateway may listen there; null when it may.</summary>
    public static string? Problem(string urls, NodeOptions gateway, AdminOptions admin)
    {
        if (gateway is not { Role: NodeRole.All, Store: NodeStore.Sqlite } || admin.Key is { Length: > 0 })
        {
            return null;
        }

        return urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault(url => !IsLoopback(url)) is { } open
            ? $"'{open}' can be reached from other machines. Set an admin key of your own first (Gateway__Admin__Key, at least 16 characters), or listen on {Default}."
            : null;
    }

    /// <summary>What is wrong with the server's own settings, which say where to listen before any other does; null when nothing is.</summary>
    public static string? Bypass(IConfiguration settings) => settings.GetSection("Kestrel:Endpoints").GetChildren().FirstOrDefault() is { } endpoint
        ? $"{endpoint.Path} would take the place of all other addresses, with none of their rules. Take Kestrel:Endpoints away, and say where clients come in with --urls (ASPNETCORE_URLS), and operators with Gateway:Admin:Urls."
        : null;

    /// <summary>An address that the server listens on and nobody asked for: another port, or one that others can reach in place of loopback. Null when there is none.</summary>
    /// <param name="asked">Separated by semicolons. Port 0 is any one.</param>
    /// <param name="bound">As the server tells them.</param>
    public static string? Unasked(string asked, IEnumerable<string> bound)
    {
        var known = AdminAddress.Split(asked).Select(BindingAddress.Parse).ToArray();
        return bound.FirstOrDefault(url => BindingAddress.Parse(url) is var found
            && !known.Any(address => (address.Port == 0 || address.Port == found.Port) && (IsLoopback(found) || !IsLoopback(address))));
    }

    /// <summary>Whether nobody but this machine can reach any of the addresses.</summary>
    public static bool AreLoopback(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(IsLoopback);

    /// <summary>Why the admin API cannot have these addresses for itself; null when it can.</summary>
    public static string? Overlap(string urls, string? adminUrls)
    {
        var taken = AdminAddress.Split(urls).Select(url => BindingAddress.Parse(url).Port).Where(port => port != 0).ToHashSet();
        return AdminAddress.Split(adminUrls).FirstOrDefault(url => taken.Contains(BindingAddress.Parse(url).Port)) is { } both
            ? $"'{both}' has the port of an address for clients. Give Gateway:Admin:Urls a port of its own."
            : null;
    }

    private static bool IsLoopback(string url) => IsLoopback(BindingAddress.Parse(url));

    private static bool IsLoopback(BindingAddress address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
