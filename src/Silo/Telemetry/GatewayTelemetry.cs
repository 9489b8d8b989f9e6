using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Orleans.Gateway.Grains.Chat.Prompts;
using Orleans.Gateway.Grains.Chat.Tracing;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Silo.Telemetry;

public static class GatewayTelemetry
{
    private const string Instance = "service.instance.id";

    /// <summary>Series of the counters that tell subscriptions apart.</summary>
    private const int MostSeries = 10_000;

    /// <summary>
    /// The metrics, traces and log of a process of the gateway, where its standard environment variables say so: over OTLP, and to Azure Monitor.
    /// A silo without HTTP has no other way out for them. Where nobody asked for traces there are no spans.
    /// </summary>
    /// <param name="more">What a process has beside: meters of its own, other ways out.</param>
    public static void AddGatewayTelemetry(this IServiceCollection services, IConfiguration configuration, Action<MeterProviderBuilder>? more = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var targets = new TelemetryTargets(configuration);
        if (!targets.Any && more is null)
        {
            return;
        }

        var telemetry = services.AddOpenTelemetry();
        if (configuration["OTEL_RESOURCE_ATTRIBUTES"]?.Contains(Instance, StringComparison.Ordinal) is not true)
        {
            // Without it, the series of all processes that push are one.
            telemetry.ConfigureResource(resource => resource.AddAttributes([new(Instance, $"{Environment.MachineName}-{Environment.ProcessId}")]));
        }

        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter("Orleans.Gateway", "Microsoft.Orleans", "System.Net.Http", "System.Runtime");
            more?.Invoke(metrics);
            targets.Add(metrics);
        });
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
        {
            var own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => ViewOf(instrument, own));
        });
        if (targets.TakesTraces)
        {
            telemetry.WithTracing(traces => targets.Add(traces.AddSource(CallTrace.SourceName)));
        }

        if (targets.TakesLogs)
        {
            telemetry.WithLogging(targets.Add, log => log.IncludeFormattedMessage = true);
            services.AddSingleton<IPromptSink, PromptSink>();
        }
    }

    /// <summary>
    /// A listener hears every meter of its name in the process: those of another gateway there would be counted here too, and use up the series.
    /// The gateway's own metrics of attempts say more than the HTTP client's; whoever calls a provider would pay for both.
    /// </summary>
    /// <returns>Null: as the instrument advises.</returns>
    private static MetricStreamConfiguration? ViewOf(Instrument instrument, IMeterFactory own) => instrument switch
    {
        { Meter.Scope: IMeterFactory factory } when factory != own => MetricStreamConfiguration.Drop,
        { Name: "http.client.request.duration" or "http.client.active_requests" } => MetricStreamConfiguration.Drop,
        { Name: UsageMetrics.TokensName or UsageMetrics.CostName } => new MetricStreamConfiguration { CardinalityLimit = MostSeries },
        _ => null,
    };
}
