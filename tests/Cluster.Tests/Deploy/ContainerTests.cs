using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>What containers need of the programs: somebody to ask how they are, and a way out for the metrics of a silo without HTTP.</summary>
public sealed class ContainerTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_probe_says_whether_the_process_beside_it_is_ready()
    {
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        var port = FreePort.Find();
        await cluster.Start("Silo", ("GatewayPort", $"{port}")).ReadyAsync(Cancellation);
        var front = cluster.Start("Api");
        await front.ReadyAsync(Cancellation);

        Assert.Equal(0, await ProbeAsync(cluster, "Silo", port));
        Assert.Equal(1, await ProbeAsync(cluster, "Silo", FreePort.Find()));
        Assert.Equal(0, await ProbeAsync(cluster, "Api", new Uri(front.Url).Port));
        Assert.Equal(1, await ProbeAsync(cluster, "Api", FreePort.Find()));
    }

    [Fact]
    public async Task A_silo_pushes_its_metrics()
    {
        var pushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (context.Request.Path == "/api/v1/otlp/v1/metrics" && body.ToArray().AsSpan().IndexOf("gateway.requests"u8) >= 0)
            {
                pushed.TrySetResult();
            }
        });
        await collector.StartAsync(Cancellation);
        await using var cluster = await TestCluster.StartAsync(Cancellation);
        var silo = cluster.StartWith("Silo", new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"{collector.Urls.First()}/api/v1/otlp",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        });
        await silo.ReadyAsync(Cancellation);
        var front = cluster.Start("Api");
        await front.ReadyAsync(Cancellation);

        using var response = await front.SayAsync("gpt", "hello", Cancellation);

        Assert.True(response.IsSuccessStatusCode);
        await pushed.Task.WaitAsync(Cancellation);
    }

    private static async Task<int> ProbeAsync(TestCluster cluster, string program, int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://0.0.0.0:{port}",
            ["Gateway__GatewayPort"] = $"{port}",
            ["Gateway__AdvertisedAddress"] = "127.0.0.1",
        };
        await using var probe = ServerProcess.Start("probe", "dotnet", [Node.Program(program), "--probe"], cluster.Folder, settings);
        return await probe.ExitAsync(Cancellation);
    }
}
