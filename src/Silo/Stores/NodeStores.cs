using Orleans.Clustering.Redis;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Stores;

/// <summary>Which store is which: a new one is a line in each of these.</summary>
internal static class NodeStores
{
    /// <summary>Membership and the state of grains.</summary>
    public static void AddStore(this ISiloBuilder silo, NodeSettings settings)
    {
        switch (settings.Node.Store)
        {
            case NodeStore.Sqlite:
                silo.AddSqliteStore(settings.Node);
                break;
            case NodeStore.Redis:
                silo.AddRedisStore(settings.Redis);
                silo.AddCluster(settings);
                break;
            case NodeStore.AzureStorage:
                silo.AddAzureStore(settings.Azure);
                silo.AddCluster(settings);
                break;
            default:
                throw new NotSupportedException($"Gateway:Store={settings.Node.Store}");
        }
    }

    /// <summary>Where a front end finds its silos.</summary>
    public static void AddStore(this IClientBuilder client, NodeSettings settings)
    {
        switch (settings.Node.Store)
        {
            case NodeStore.Redis:
                client.AddRedisStore(settings.Redis);
                client.AddCluster(settings);
                break;
            case NodeStore.AzureStorage:
                client.UseAzureClustering(settings.Azure);
                client.AddCluster(settings);
                break;
            default:
                throw new NotSupportedException($"Gateway:Store={settings.Node.Store}");
        }
    }

    /// <summary>Whether a store that was asked for the membership says with this error that there is none. Any other error says nothing.</summary>
    public static bool SaysThatMembershipIsGone(Exception error) => error is RedisClusteringException;
}
