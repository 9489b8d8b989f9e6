using OpenTelemetry.Metrics;

namespace Orleans.Gateway.Api.Telemetry;

internal static class TelemetryExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Metrics: at <c>/metrics</c> for Prometheus, and over OTLP where its standard environment variables say so.</summary>
    public static void AddGatewayTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry();
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter("Orleans.Gateway", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime");
            metrics.AddPrometheusExporter();
            if (!string.IsNullOrEmpty(builder.Configuration[OtlpEndpoint]))
            {
                metrics.AddOtlpExporter();
            }
        });
    }
}
