using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Orleans.Gateway.Silo.Telemetry;

public static class GatewayTelemetry
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The metrics of a process of the gateway, over OTLP where its standard environment variables say so. A silo without HTTP has no other way out for them.</summary>
    /// <param name="more">What a process has beside: meters of its own, other ways out.</param>
    public static void AddGatewayMetrics(this IServiceCollection services, IConfiguration configuration, Action<MeterProviderBuilder>? more = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var isPushed = !string.IsNullOrEmpty(configuration[OtlpEndpoint]);
        if (!isPushed && more is null)
        {
            return;
        }

        services.AddOpenTelemetry().WithMetrics(metrics =>
        {
            metrics.AddMeter("Orleans.Gateway", "Microsoft.Orleans", "System.Net.Http", "System.Runtime");
            more?.Invoke(metrics);
            if (isPushed)
            {
                metrics.AddOtlpExporter();
            }
        });
    }
}
