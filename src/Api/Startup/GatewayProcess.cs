using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Api.Startup;

/// <summary>The process from its first line to its exit code: 0 for a stop that was asked for, 1 for a failure, 2 for a mistake in what it was given.</summary>
public static class GatewayProcess
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (CommandLine.Read(args, out var commandLine) is { } exit)
        {
            return exit;
        }

        WebApplication app;
        try
        {
            if (commandLine.ValidateOnly)
            {
                return Validate(commandLine);
            }

            app = GatewayApplication.Build(commandLine);
        }
        catch (Exception mistake) when (mistake is DefinitionRejectedException or StartRefusedException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(mistake.Message);
            return 2;
        }

        await using (app)
        {
            await app.RunAsync();
        }

        return 0;
    }

    private static int Validate(CommandLine commandLine)
    {
        var path = GatewayApplication.DocumentPath(commandLine)
            ?? throw new StartRefusedException("There is no document to validate. Name one: --config gateway.json --validate");
        GatewayApplication.ReadDocument(path);
        Console.Out.WriteLine($"{path} is valid.");
        return 0;
    }
}
