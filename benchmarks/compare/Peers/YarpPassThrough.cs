using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Harness;
using Yarp.ReverseProxy.Configuration;

namespace Orleans.Gateway.Compare.Peers;

/// <summary>YARP as its documentation sets it up, with one route and one destination, without logging.</summary>
internal static class YarpPassThrough
{
    public const string Word = "yarp";

    public static async Task RunAsync(int port, string upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "mock", Match = new RouteMatch { Path = "/{**path}" } }],
            [new ClusterConfig { ClusterId = "mock", Destinations = new Dictionary<string, DestinationConfig> { ["mock"] = new() { Address = upstream } } }]);
        var app = builder.Build();
        app.MapAllocations();
        app.MapReverseProxy();
        Mock.EndWithParent();
        await app.RunAsync();
    }
}
