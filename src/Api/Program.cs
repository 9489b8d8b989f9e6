using Orleans.Gateway.Api.Startup;

return await GatewayProcess.RunAsync(args);
