using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>All that says how this node takes part in a cluster.</summary>
internal sealed class NodeSettings(
    IOptions<NodeOptions> node, IOptions<RedisOptions> redis, IOptions<AzureStorageOptions> azure, IOptions<MembershipOptions> membership, IOptions<ClusterTlsOptions> tls)
{
    public NodeOptions Node => node.Value;

    public RedisOptions Redis => redis.Value;

    public AzureStorageOptions Azure => azure.Value;

    public MembershipOptions Membership => membership.Value;

    public ClusterTlsOptions Tls => tls.Value;
}
