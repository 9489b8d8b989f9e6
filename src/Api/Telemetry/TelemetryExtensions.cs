using OpenTelemetry.Metrics;
using Orleans.Gateway.Silo.Telemetry;

namespace Orleans.Gateway.Api.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>Metrics at <c>/metrics</c> for Prometheus, and metrics, traces and log where the standard environment variables send them.</summary>
    public static void AddGatewayTelemetry(this WebApplicationBuilder builder) => builder.Services.AddGatewayTelemetry(builder.Configuration, metrics =>
    {
        metrics.AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel");
        metrics.AddPrometheusExporter();
    });
}
