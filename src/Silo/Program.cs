using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Hosting;
using Orleans.Gateway.Silo.Stopping;
using Orleans.Gateway.Silo.Telemetry;

if (args is ["--probe"])
{
    return await Probe.GatewayPortAsync();
}

// A silo without HTTP. Its settings are those of the gateway; the document is named by Gateway:Config or GATEWAY_CONFIG.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration[$"{NodeOptions.Section}:{nameof(NodeOptions.Role)}"] ??= nameof(NodeRole.Silo);
builder.Logging.AddGatewayLogging(builder.Configuration);
try
{
    SettingNames.Check(builder.Configuration, SettingNames.OfSiloProgram);
    var path = builder.Configuration["Gateway:Config"] ?? builder.Configuration["GATEWAY_CONFIG"];
    builder.Services.AddGatewaySilo(StartDocument.Read(path, isEmbedded: false));
    builder.Services.AddDrain(TimeSpan.Zero);
    builder.Services.AddGatewayTelemetry(builder.Configuration);
    using var host = builder.Build();
    host.Services.GetRequiredService<IStartupValidator>().Validate();
    var runtime = host.Services.GetRequiredService<GatewayRuntime>();
    await host.RunAsync();
    return runtime.HasFailed ? 1 : 0;
}
catch (Exception error) when (StartMistake.Of(error) is { } mistake)
{
    await Console.Error.WriteLineAsync(mistake);
    return 2;
}
