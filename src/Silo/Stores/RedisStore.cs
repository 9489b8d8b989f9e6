using Microsoft.Extensions.Hosting;
using Orleans.Gateway.Silo.Configuration;
using StackExchange.Redis;

namespace Orleans.Gateway.Silo.Stores;

/// <summary>Membership and state in a Redis that all nodes share.</summary>
internal static class RedisStore
{
    public static void AddRedisStore(this ISiloBuilder silo, RedisOptions options)
    {
        silo.UseRedisClustering(clustering => clustering.ConfigurationOptions = Connection(options));
        silo.AddRedisGrainStorageAsDefault(storage => storage.ConfigurationOptions = Connection(options));
    }

    public static void AddRedisStore(this IClientBuilder client, RedisOptions options) =>
        client.UseRedisClustering(clustering => clustering.ConfigurationOptions = Connection(options));

    internal static ConfigurationOptions Connection(RedisOptions options)
    {
        var connection = ConfigurationOptions.Parse(options.ConnectionString!);
        var timeout = (int)options.Timeout.TotalMilliseconds;
        connection.ConnectTimeout = timeout;
        connection.SyncTimeout = timeout;
        connection.AsyncTimeout = timeout;
        // A store that is away comes back to the same connection; it does not take the process with it.
        connection.AbortOnConnectFail = false;
        connection.ClientName ??= "orleans-gateway";
        return connection;
    }
}
