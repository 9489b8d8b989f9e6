using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Api.Tests.Tracing;

/// <summary>Takes what an OpenTelemetry exporter sends over http/protobuf, or that of Azure Monitor, and keeps it as it came.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();
    private readonly WebApplication _app;

    private OtlpCollector(WebApplication app) => _app = app;

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>The variables that a gateway is started with so that it sends everything here, soon.</summary>
    public (string Name, string Value)[] Otlp =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", Url),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "50"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "50"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
    ];

    /// <summary>As <see cref="Otlp"/>, in the way of Azure Monitor.</summary>
    public (string Name, string Value)[] AzureMonitor =>
        [("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint={Url}/;LiveEndpoint={Url}/")];

    public static async Task<OtlpCollector> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var collector = new OtlpCollector(app);
        app.Run(collector.TakeAsync);
        await app.StartAsync(cancellation);
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Everything that came to a path, one character a byte: texts and ids can be found in it.</summary>
    public string All(string path) => string.Join('\n', _received.Where(message => message.Path.StartsWith(path, StringComparison.Ordinal)).Select(message => Encoding.Latin1.GetString(message.Body)));

    /// <summary>How an id of hexadecimal digits looks there.</summary>
    public static string Bytes(string hex) => Encoding.Latin1.GetString(Convert.FromHexString(hex));

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var stream = context.Request.Headers.ContentEncoding == "gzip"
            ? new System.IO.Compression.GZipStream(context.Request.Body, System.IO.Compression.CompressionMode.Decompress)
            : context.Request.Body;
        await stream.CopyToAsync(body, context.RequestAborted);
        _received.Enqueue((context.Request.Path.Value ?? "", body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}
