using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Orleans.Gateway.Api.Startup;

/// <summary>Whose word counts on where a request comes from.</summary>
internal static class TrustedProxies
{
    /// <summary>Null: nobody's.</summary>
    /// <exception cref="StartRefusedException">An entry is neither an address nor a network.</exception>
    public static ForwardedHeadersOptions? Of(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting))
        {
            return null;
        }

        // Every proxy of a chain that is trusted itself is passed over.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var entry in setting.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(entry, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(entry, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else
            {
                throw new StartRefusedException($"Gateway:Front:TrustedProxies: '{entry}' is neither an address nor a network. Write 10.0.0.7 or 10.0.0.0/8, several separated by ';'.");
            }
        }

        return options;
    }
}
