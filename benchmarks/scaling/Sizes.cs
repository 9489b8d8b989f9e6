using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Serialization;

namespace Orleans.Gateway.Scaling;

/// <summary>What one change of the catalog costs, by the catalog's size: on the wire to each node, in the store, and in the node that takes it in.</summary>
internal static class Sizes
{
    private const int Repeats = 5;

    private static readonly (int Aliases, int Backends)[] Catalog = [(10, 10), (1_010, 10), (10, 1_010), (100, 50), (1_000, 200)];

    public static (List<Size> Catalog, List<KeySize> Keys) Measure()
    {
        using var services = Services();
        var serializer = services.GetRequiredService<Serializer>();
        return (OfCatalog(services, serializer), KeySizes.Measure(serializer));
    }

    private static List<Size> OfCatalog(ServiceProvider services, Serializer serializer)
    {
        var mirror = services.GetRequiredService<CatalogMirror>();
        var epoch = 0L;
        return [.. Catalog.Select(size =>
        {
            Console.WriteLine($"A catalog of {size.Aliases} aliases, {size.Backends} backends.");
            CatalogSnapshot Next() => Catalogs.Of(size.Aliases, size.Backends, ++epoch);
            mirror.Apply(Next());
            var (wire, stored, written, read, taken) = (0, 0, new List<double>(), new List<double>(), new List<double>());
            for (var i = 0; i < Repeats; i++)
            {
                var catalog = Next();
                byte[] bytes = [];
                CatalogSnapshot? copy = null;
                written.Add(Cpu(() => bytes = serializer.SerializeToArray(catalog)));
                read.Add(Cpu(() => copy = serializer.Deserialize<CatalogSnapshot>(bytes)));
                taken.Add(Cpu(() => mirror.Apply(copy!)));
                (wire, stored) = (bytes.Length, CatalogFile.Write(catalog).Length);
            }

            return new Size(size.Aliases, size.Backends, wire, stored, Least(written), Least(read), Least(taken));
        })];
    }

    private static ServiceProvider Services() => new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddSingleton<ISecretSealer>(new SecretSealer(MasterKey.Generate()))
        .AddSingleton<IReferenceSource>(new ProcessReferences())
        .AddSerializer(serializer => serializer.AddAssembly(typeof(CatalogSnapshot).Assembly))
        .AddGatewayProcess()
        .BuildServiceProvider();

    /// <summary>Of this process, in ms: what else runs on the machine is not counted.</summary>
    internal static double Cpu(Action action)
    {
        var before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private static double Least(List<double> values) => values.Min();
}

/// <param name="Wire">Bytes to each node.</param>
/// <param name="Stored">Bytes of JSON.</param>
/// <param name="Written">To write it for the wire, in ms of CPU.</param>
/// <param name="Read">To read it from there, likewise.</param>
/// <param name="Taken">To compile it into what requests read, likewise.</param>
internal sealed record Size(int Aliases, int Backends, int Wire, int Stored, double Written, double Read, double Taken);
