using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Hosting;

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

        if (commandLine.ProbeOnly)
        {
            return await Probe.ReadyAsync(commandLine);
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
        catch (Exception error) when (Mistake(error) is { } mistake)
        {
            await Console.Error.WriteLineAsync(mistake);
            return 2;
        }

        await using (app)
        {
            try
            {
                // The host would do it too, but log a mistake with its stack.
                app.Services.GetRequiredService<IStartupValidator>().Validate();
                app.Services.GetRequiredService<AdminKey>();
                await app.StartAsync();
                if (ListenRules.Unasked(app.Configuration["urls"] ?? "", app.Urls) is { } open)
                {
                    throw new StartRefusedException($"The server listens on {open}, which nobody asked for. Say where with --urls and Gateway:Admin:Urls, and nowhere else.");
                }
            }
            catch (Exception error) when (Mistake(error) is { } mistake)
            {
                await Console.Error.WriteLineAsync(mistake);
                return 2;
            }
            catch (IOException taken)
            {
                // The address is in use, or not one of this machine.
                await Console.Error.WriteLineAsync(taken.Message);
                return 1;
            }

            await app.WaitForShutdownAsync();
            return app.Services.GetRequiredService<GatewayRuntime>().HasFailed ? 1 : 0;
        }
    }

    private static string? Mistake(Exception error) => error is StartRefusedException ? error.Message : StartMistake.Of(error);

    private static int Validate(CommandLine commandLine)
    {
        var path = GatewayApplication.DocumentPath(commandLine)
            ?? throw new StartRefusedException("There is no document to validate. Name one: --config gateway.json --validate");
        StartDocument.Read(path, isEmbedded: false);
        Console.Out.WriteLine($"{path} is valid.");
        return 0;
    }
}
