using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using Orleans.Gateway.Grains.Chat.Prompts;

namespace Orleans.Gateway.Silo.Telemetry;

/// <summary>
/// Texts of calls as records of OpenTelemetry's logs, and of nothing else: the logger is the provider's own, so that no setting of the log can
/// send them to the console.
/// </summary>
internal sealed class PromptSink(IEnumerable<ILoggerProvider> providers) : IPromptSink
{
    private readonly ILogger[] _loggers = [.. providers.OfType<OpenTelemetryLoggerProvider>().Select(provider => provider.CreateLogger("Orleans.Gateway.Prompts"))];

    public void Write(PromptRecord record)
    {
        List<KeyValuePair<string, object?>> fields =
        [
            new("gateway.request.id", record.RequestId),
            new("gateway.subscription", record.Subscription),
            new("gateway.product", record.Product),
            new("gateway.api", record.Api),
            new("gateway.model.alias", record.Alias),
        ];
        if (record.Prompt is { } prompt)
        {
            fields.Add(new("gen_ai.input.messages", prompt));
        }

        if (record.Completion is { } completion)
        {
            fields.Add(new("gen_ai.output.messages", completion));
        }

        foreach (var logger in _loggers)
        {
            logger.Log(LogLevel.Information, new EventId(0, "gen_ai.client.inference.operation.details"), fields, null, static (_, _) => "The texts of a call.");
        }
    }
}
