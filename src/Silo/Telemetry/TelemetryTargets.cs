using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Orleans.Gateway.Silo.Telemetry;

/// <summary>Where telemetry is sent, by the variables that OpenTelemetry and Application Insights have for it.</summary>
internal sealed class TelemetryTargets
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string AzureConnection = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>By default the exporter would tell Microsoft about itself, and ask the machine's metadata address who it is.</summary>
    private const string Statsbeat = "APPLICATIONINSIGHTS_STATSBEAT_DISABLED";

    private readonly bool _otlp;
    private readonly string? _azure;
    private readonly bool _isSampled;

    public TelemetryTargets(IConfiguration configuration)
    {
        _otlp = !string.IsNullOrEmpty(configuration[OtlpEndpoint]);
        _azure = configuration[AzureConnection] is { Length: > 0 } connection ? connection : null;
        _isSampled = !string.IsNullOrEmpty(configuration["OTEL_TRACES_SAMPLER"]);
        TakesTraces = Any && IsWanted(configuration, "OTEL_TRACES_EXPORTER");
        TakesLogs = Any && IsWanted(configuration, "OTEL_LOGS_EXPORTER");
        TakesMetrics = Any && IsWanted(configuration, "OTEL_METRICS_EXPORTER");
        if (_azure is not null && Environment.GetEnvironmentVariable(Statsbeat) is null)
        {
            Environment.SetEnvironmentVariable(Statsbeat, "true");
        }
    }

    public bool Any => _otlp || _azure is not null;

    public bool TakesTraces { get; }

    public bool TakesLogs { get; }

    private bool TakesMetrics { get; }

    public void Add(MeterProviderBuilder metrics)
    {
        if (_otlp && TakesMetrics)
        {
            metrics.AddOtlpExporter();
        }

        if (_azure is not null && TakesMetrics)
        {
            metrics.AddAzureMonitorMetricExporter(Configure);
        }
    }

    public void Add(TracerProviderBuilder traces)
    {
        if (_otlp)
        {
            traces.AddOtlpExporter();
        }

        if (_azure is not null)
        {
            traces.AddAzureMonitorTraceExporter(Configure);
        }
    }

    public void Add(LoggerProviderBuilder log)
    {
        if (_otlp)
        {
            log.AddOtlpExporter();
        }

        if (_azure is not null)
        {
            log.AddAzureMonitorLogExporter(Configure);
        }
    }

    private void Configure(AzureMonitorExporterOptions azure)
    {
        azure.ConnectionString = _azure;
        // The root file system may be read only, and nothing that was logged is to lie around on a disk.
        azure.DisableOfflineStorage = true;
        if (!_isSampled)
        {
            // All of them, as over OTLP: five a second otherwise, for both.
            azure.TracesPerSecond = null;
            azure.SamplingRatio = 1;
        }
    }

    private static bool IsWanted(IConfiguration configuration, string variable) => configuration[variable] is not "none";
}
