using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>What of Orleans runs in this process: a silo, or a client of silos elsewhere. <see cref="GatewayRuntime"/> runs it.</summary>
internal interface INodeHost
{
    /// <summary>Anew for each attempt to start it.</summary>
    IHost Build();

    /// <summary>What has to be done once it is up and before it is used.</summary>
    Task PrepareAsync(IServiceProvider services, CancellationToken stopping);

    /// <summary>It is up.</summary>
    void Started(ILogger logger);

    /// <summary>It did not come up.</summary>
    void Failed(ILogger logger, Exception error);

    /// <summary>Goes on beside it until it is to stop. Returns without being told to when the whole process has to end.</summary>
    Task TendAsync(IServiceProvider services, CancellationToken stopping);
}
