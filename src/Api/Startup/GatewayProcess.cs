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
        catch (Exception mistake) when (IsMistake(mistake))
        {
            await Console.Error.WriteLineAsync(mistake.Message);
            return 2;
        }

        await using (app)
        {
            try
            {
                // The host would do it too, but log a mistake with its stack.
                app.Services.GetRequiredService<IStartupValidator>().Validate();
                await app.StartAsync();
            }
            catch (Exception mistake) when (IsMistake(mistake))
            {
                await Console.Error.WriteLineAsync(mistake.Message);
                return 2;
            }
            catch (IOException taken)
            {
                // The address is in use, or not one of this machine.
                await Console.Error.WriteLineAsync(taken.Message);
                return 1;
            }

            await app.WaitForShutdownAsync();
        }

        return 0;
    }

    /// <summary>Whether somebody wrote something wrong, and the message says what: a stack would only hide it.</summary>
    private static bool IsMistake(Exception error) =>
        error is DefinitionRejectedException or StartRefusedException or OptionsValidationException or FormatException or InvalidDataException
        // A setting that is no number, or none of the known words, is found by the binder, which has no exception of its own.
        || error is InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" };

    private static int Validate(CommandLine commandLine)
    {
        var path = GatewayApplication.DocumentPath(commandLine)
            ?? throw new StartRefusedException("There is no document to validate. Name one: --config gateway.json --validate");
        GatewayApplication.ReadDocument(path);
        Console.Out.WriteLine($"{path} is valid.");
        return 0;
    }
}
