using System.Globalization;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Limits;

/// <summary>What the metrics say of the limits of backends.</summary>
internal static class BackendMetrics
{
    /// <summary>Of all backends together.</summary>
    /// <param name="what"><c>refused</c> or <c>spent</c>.</param>
    public static async Task<long> SumAsync(GatewayFixture fixture, string what, string kind)
    {
        var metrics = await fixture.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Patience.Token);
        return metrics.Split('\n')
            .Where(line => line.StartsWith($"gateway_limits_{what}_total{{", StringComparison.Ordinal)
                && line.Contains("gateway_limit_scope=\"backend\"", StringComparison.Ordinal) && line.Contains($"gateway_limit_kind=\"{kind}\"", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture));
    }
}
