using Microsoft.Extensions.Hosting;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Hosting;

// A silo without HTTP. Its settings are those of the gateway; the document is named by Gateway:Config or GATEWAY_CONFIG.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration[$"{NodeOptions.Section}:{nameof(NodeOptions.Role)}"] ??= nameof(NodeRole.Silo);
try
{
    var path = builder.Configuration["Gateway:Config"] ?? builder.Configuration["GATEWAY_CONFIG"];
    builder.Services.AddGatewaySilo(StartDocument.Read(path));
}
catch (DefinitionRejectedException rejected)
{
    await Console.Error.WriteLineAsync(rejected.Message);
    return 2;
}

await builder.Build().RunAsync();
return 0;
