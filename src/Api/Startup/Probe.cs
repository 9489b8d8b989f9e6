using Orleans.Gateway.Api.Admin.Access;

namespace Orleans.Gateway.Api.Startup;

/// <summary>Asks the process beside this one whether it is ready: a container without a shell has nothing else to ask with.</summary>
internal static class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>0: ready. 1: not, or not there.</summary>
    public static async Task<int> ReadyAsync(CommandLine commandLine)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables().AddCommandLine([.. commandLine.Settings]).Build();
        var port = BindingAddress.Parse(AdminAddress.Split(settings["urls"] is { Length: > 0 } urls ? urls : ListenRules.Default).First()).Port;
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }
}
