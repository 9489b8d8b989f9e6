using System.Net;
using Orleans.Configuration;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Silo.Stores;

/// <summary>What holds for every store that several nodes share: addresses, how a silo is missed, TLS.</summary>
internal static class ClusterSettings
{
    public static void AddCluster(this ISiloBuilder silo, NodeSettings settings)
    {
        silo.Configure<EndpointOptions>(endpoints => Apply(settings.Node, endpoints));
        silo.Configure<ClusterMembershipOptions>(membership => Apply(settings.Membership, membership));
        if (settings.Tls.IsOn)
        {
            silo.UseTls(tls => ClusterTls.Apply(settings.Tls, tls));
        }
    }

    public static void AddCluster(this IClientBuilder client, NodeSettings settings)
    {
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = settings.Membership.GatewayListRefreshPeriod);
        if (settings.Tls.IsOn)
        {
            client.UseTls(tls => ClusterTls.Apply(settings.Tls, tls));
        }
    }

    private static void Apply(NodeOptions node, EndpointOptions endpoints)
    {
        if (Address(node.AdvertisedAddress) is { } advertised)
        {
            endpoints.AdvertisedIPAddress = advertised;
        }

        endpoints.SiloPort = node.SiloPort == 0 ? FreePort.Find() : node.SiloPort;
        endpoints.GatewayPort = node.GatewayPort == 0 ? FreePort.Find(besides: endpoints.SiloPort) : node.GatewayPort;
        if (Address(node.ListenAddress) is { } listen)
        {
            endpoints.SiloListeningEndpoint = new IPEndPoint(listen, endpoints.SiloPort);
            endpoints.GatewayListeningEndpoint = new IPEndPoint(listen, endpoints.GatewayPort);
        }
    }

    private static void Apply(MembershipOptions options, ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = options.ProbeTimeout;
        membership.MinProbeTimeout = options.ProbeTimeout / 2;
        membership.MaxProbeTimeout = options.MaxProbeTimeout;
        membership.NumMissedProbesLimit = options.NumMissedProbesLimit;
        membership.NumVotesForDeathDeclaration = options.NumVotesForDeathDeclaration;
        membership.DeathVoteExpirationTimeout = options.DeathVoteExpirationTimeout;
        membership.EnableConnectionLivenessCheck = options.EnableConnectionLivenessCheck;
        membership.TableRefreshTimeout = options.TableRefreshTimeout;
        membership.IAmAliveTablePublishTimeout = options.IAmAliveTablePublishTimeout;
        membership.NumMissedTableIAmAliveLimit = options.NumMissedTableIAmAliveLimit;
        membership.MaxJoinAttemptTime = options.MaxJoinAttemptTime;
    }

    private static IPAddress? Address(string? text) => string.IsNullOrEmpty(text) ? null : IPAddress.Parse(text);
}
