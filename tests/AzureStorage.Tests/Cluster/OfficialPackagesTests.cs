using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.AzureNode;
using Orleans.Gateway.AzureStorage.Tests.Emulator;

namespace Orleans.Gateway.AzureStorage.Tests.Cluster;

/// <summary>The same sources on Orleans' own packages: each reads what the other has written, and both can be one cluster.</summary>
public sealed class OfficialPackagesTests(Azurite azurite)
{
    private const string Cluster = "mixed";

    private static readonly string[] Keys = ["plain", "llm/gpt-4.1", "a/../b", "b", "a?b#c%2F", "größe/模型", "dot."];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_ours_has_written_the_official_packages_read_and_the_other_way_round()
    {
        var account = azurite.NewAccount();
        var official = await OfficialBuild.ProgramAsync();
        using (var ours = NodeSilo.Build(account, Cluster))
        {
            await ours.StartAsync(Cancellation);
            var grains = ours.Services.GetRequiredService<IGrainFactory>();
            foreach (var key in Keys)
            {
                await grains.GetGrain<INoteGrain>(key).WriteAsync($"ours: {key}");
            }

            await ours.StopAsync(Cancellation);
        }

        await using (var theirs = await NodeProcess.StartAsync(official, account, Cluster, Cancellation))
        {
            Assert.Equal("Orleans.Clustering.AzureStorage", theirs.Provider);
            foreach (var key in Keys)
            {
                Assert.Equal($"ours: {key}", await theirs.ReadAsync(key, Cancellation));
                await theirs.WriteAsync(key, $"theirs: {key}", Cancellation);
            }

            await theirs.WriteAsync("new", "theirs", Cancellation);
            await theirs.ClearAsync("plain", Cancellation);
            await theirs.StopAsync(Cancellation);
        }

        using (var ours = NodeSilo.Build(account, Cluster))
        {
            await ours.StartAsync(Cancellation);
            var grains = ours.Services.GetRequiredService<IGrainFactory>();
            Assert.Null(await grains.GetGrain<INoteGrain>("plain").ReadAsync());
            Assert.Equal("theirs", await grains.GetGrain<INoteGrain>("new").ReadAsync());
            foreach (var key in Keys[1..])
            {
                Assert.Equal($"theirs: {key}", await grains.GetGrain<INoteGrain>(key).ReadAsync());
                await grains.GetGrain<INoteGrain>(key).WriteAsync("ours again");
            }

            await ours.StopAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Silos_of_both_kinds_are_one_cluster_and_agree_on_who_is_dead()
    {
        var account = azurite.NewAccount();
        var official = await OfficialBuild.ProgramAsync();
        using var ours = NodeSilo.Build(account, Cluster);
        await ours.StartAsync(Cancellation);
        var here = ours.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        await using var theirs = await NodeProcess.StartAsync(official, account, Cluster, Cancellation);
        await using var second = await NodeProcess.StartAsync(official, account, Cluster, Cancellation);
        await ours.WaitForAsync(silos => new[] { here, theirs.Silo, second.Silo }.All(silo => silos.GetValueOrDefault(silo) is SiloStatus.Active), Cancellation);
        await theirs.WriteAsync("shared", "one cluster", Cancellation);
        Assert.Equal("one cluster", await ours.Services.GetRequiredService<IGrainFactory>().GetGrain<INoteGrain>("shared").ReadAsync());

        await second.KillAsync();
        await ours.WaitForAsync(silos => silos[second.Silo] is SiloStatus.Dead, Cancellation);

        Assert.Equal("one cluster", await theirs.ReadAsync("shared", Cancellation));
        await theirs.StopAsync(Cancellation);
        await ours.WaitForAsync(silos => silos[theirs.Silo] is SiloStatus.Dead, Cancellation);
        await ours.StopAsync(Cancellation);
    }
}
