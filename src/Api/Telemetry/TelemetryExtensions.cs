using OpenTelemetry.Metrics;
using Orleans.Gateway.Silo.Telemetry;

namespace Orleans.Gateway.Api.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>Metrics: at <c>/metrics</c> for Prometheus, and over OTLP where its standard environment variables say so.</summary>
    public static void AddGatewayTelemetry(this WebApplicationBuilder builder) => builder.Services.AddGatewayMetrics(builder.Configuration, metrics =>
    {
        metrics.AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel");
        metrics.AddPrometheusExporter();
    });
}
