using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>Asks the silo beside this process whether it listens for front ends, which one that cannot start does not. A container without a shell has nothing else to ask with.</summary>
internal static class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>0: it does. 1: not, or it is not there. 2: its port is any free one, so nobody knows where to ask.</summary>
    public static async Task<int> GatewayPortAsync()
    {
        var node = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection(NodeOptions.Section).Get<NodeOptions>() ?? new NodeOptions();
        if (node.GatewayPort == 0)
        {
            await Console.Error.WriteLineAsync("Set Gateway:GatewayPort: where it is any free port, nothing can be asked there.");
            return 2;
        }

        using var connection = new TcpClient();
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await connection.ConnectAsync(Host(node), node.GatewayPort, patience.Token);
            return 0;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            return 1;
        }
    }

    private static string Host(NodeOptions node) => node.ListenAddress switch
    {
        { Length: > 0 } any when IPAddress.Any.Equals(IPAddress.Parse(any)) => "127.0.0.1",
        { Length: > 0 } own => own,
        _ => string.IsNullOrEmpty(node.AdvertisedAddress) ? Dns.GetHostName() : node.AdvertisedAddress,
    };
}
