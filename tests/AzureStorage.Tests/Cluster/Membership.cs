using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orleans.Gateway.AzureStorage.Tests.Cluster;

internal static class Membership
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Waits until a silo sees its cluster like this: the status of each silo, by its address.</summary>
    public static async Task WaitForAsync(this IHost host, Func<IReadOnlyDictionary<SiloAddress, SiloStatus>, bool> expected, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        await foreach (var members in host.Services.GetRequiredService<IClusterMembershipService>().MembershipUpdates.WithCancellation(either.Token))
        {
            if (expected(members.Members.ToDictionary(member => member.Key, member => member.Value.Status)))
            {
                return;
            }
        }
    }
}
