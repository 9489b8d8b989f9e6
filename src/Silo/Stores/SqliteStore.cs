using System.Data.Common;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace Orleans.Gateway.Silo.Stores;

/// <summary>One silo on its own, with its state in a file: needs nothing installed and survives a restart.</summary>
internal static class SqliteStore
{
    /// <summary>The only name under which the persistence provider knows SQLite.</summary>
    private const string Invariant = "System.Data.SQLite";

    private const string Provider = "Sqlite";

    public static void AddSqliteStore(this ISiloBuilder silo, NodeOptions options)
    {
        DbProviderFactories.RegisterFactory(Invariant, SqliteFactory.Instance);
        var connectionString = ConnectionString(options.DataDirectory);
        SqliteSchema.Apply(connectionString);
        silo.AddAdoNetGrainStorage(Provider, storage =>
        {
            storage.Invariant = Invariant;
            storage.ConnectionString = connectionString;
        });
        silo.Services.AddGrainStorage(
            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
            (services, _) => new TextKeyStorage(services.GetRequiredKeyedService<IGrainStorage>(Provider)));

        var port = options.SiloPort == 0 ? FreePort.Find() : options.SiloPort;
        silo.UseLocalhostClustering(port, gatewayPort: 0);
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = IPAddress.Loopback;
            endpoints.GatewayPort = 0;
        });
    }

    private static string ConnectionString(string directory)
    {
        DataDirectory.Create(directory);
        var file = Path.Combine(directory, "gateway.db");
        // SQLite takes an empty file for a new store, and gives what it puts beside a store the same mode. By itself it would let everybody read.
        DataDirectory.CreateFile(file);
        return new SqliteConnectionStringBuilder
        {
            DataSource = file,
            // Another process that holds the file is waited for this long, in seconds.
            DefaultTimeout = 2,
        }.ToString();
    }
}
