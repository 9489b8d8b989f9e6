using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Gateway.Silo.Hosting;

public static class GatewayLogging
{
    /// <summary>The log of every process of the gateway: to the standard error, one line an entry in a terminal, one JSON object a line otherwise.</summary>
    public static void AddGatewayLogging(this ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders();
        if (Console.IsErrorRedirected)
        {
            logging.AddJsonConsole(console => (console.TimestampFormat, console.UseUtcTimestamp, console.IncludeScopes) = ("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", true, true));

            // Scopes are asked for when a line is written, and by nothing else.
            logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        }
        else
        {
            logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "));
        }

        // What is for people and scripts goes to the standard output, the log to the error output.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Orleans.Gateway", LogLevel.Information);
        // The framework's handler speaks in the name of its subclass, of every call that it refuses: whoever may ask could fill the log.
        logging.AddFilter("Orleans.Gateway.Api.Admin.Access.AdminAuthentication", LogLevel.Warning);
        logging.AddFilter("Orleans.Gateway.Portal.SignIn.SessionAuthentication", LogLevel.Warning);
        // Recommends server GC, which was measured and costs more memory than it gains here.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        // Warns at nearly every start that its thread has not completed for as long as the machine is up.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // Says nothing that is of use here, and where it may speak the server makes a span and a scope for every request.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // Last, so that what an operator says wins.
        logging.AddConfiguration(configuration.GetSection("Logging"));
    }
}
