using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Api.Admin.Pages;
using Orleans.Gateway.Portal.Hosting;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.Pages;

/// <summary>Two portals behind a balancer that gives each request to the other one than the request before, whoever it is from.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly WebApplication _balancer;
    private readonly List<PortalApplication> _nodes;
    private (PortalApplication Node, HttpContext Context)? _circuit;
    private int _turn;

    private TwoNodes(WebApplication balancer, List<PortalApplication> nodes) => (_balancer, _nodes) = (balancer, nodes);

    public string Url => _balancer.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>How many nodes there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>Where the balancer says that browsers are; null: where they are.</summary>
    public IPAddress? Browsers { get; init; }

    /// <param name="change">What the nodes are told that is not so.</param>
    public static async Task<TwoNodes> StartAsync(PortalGateway gateway, CancellationToken cancellation, IPAddress? browsers = null, Func<PortalSettings, PortalSettings>? change = null)
    {
        var settings = gateway.Services.GetRequiredService<PortalMount>().Settings() with { HasOwnAddress = true };
        settings = change?.Invoke(settings) ?? settings;
        List<PortalApplication> nodes = [.. Enumerable.Range(0, 2).Select(_ => PortalApplication.Create(
            settings, gateway.Services.GetRequiredService<ILoggerFactory>(), TimeProvider.System, gateway.Services.GetRequiredService<IHostApplicationLifetime>()))];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var balancer = builder.Build();
        var two = new TwoNodes(balancer, nodes) { Browsers = browsers };
        balancer.Run(two.ServeAsync);
        await balancer.StartAsync(cancellation);
        return two;
    }

    /// <summary>The node with the circuit is gone, and its connections with it.</summary>
    public async Task KillTheOneWithTheCircuitAsync()
    {
        var (node, context) = _circuit!.Value;
        _nodes.Remove(node);
        context.Abort();
        await node.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _balancer.StopAsync();
        await _balancer.DisposeAsync();
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private Task ServeAsync(HttpContext context)
    {
        context.Connection.RemoteIpAddress = Browsers ?? context.Connection.RemoteIpAddress;
        var node = _nodes[Interlocked.Increment(ref _turn) % _nodes.Count];
        if (context.WebSockets.IsWebSocketRequest || context.Request.Headers.Upgrade.Count > 0)
        {
            _circuit = (node, context);
        }

        return node.HandleAsync(context);
    }
}
