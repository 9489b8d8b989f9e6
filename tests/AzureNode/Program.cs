using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.AzureNode;
using Orleans.Gateway.Silo.Configuration;

// A silo in a process of its own. The first line of the standard input says where its store is; each further line is something to do, and gets one
// line as its answer. At the end of the input it stops.
var start = JsonSerializer.Deserialize<NodeStart>(Console.ReadLine()!)!;
using var host = NodeSilo.Build(
    new AzureStorageOptions { ConnectionString = start.ConnectionString, ContainerName = start.Container, TableName = start.Table }, start.Cluster);
await host.StartAsync();
var grains = host.Services.GetRequiredService<IGrainFactory>();

// Who provides the membership table tells which packages this was built with.
Answer(new(host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString(), host.Services.GetRequiredService<IMembershipTable>().GetType().Assembly.GetName().Name!));
while (Console.ReadLine() is { } line)
{
    var request = JsonSerializer.Deserialize<NodeRequest>(line)!;
    var note = grains.GetGrain<INoteGrain>(request.Key);
    switch (request.Do)
    {
        case "write":
            await note.WriteAsync(request.Text!);
            break;
        case "clear":
            await note.ClearAsync();
            break;
        default:
            break;
    }

    Answer(await ReadAsync(note));
}

await host.StopAsync();

// Until this silo has heard of the death of another, it looks for that one's grains there.
static async Task<NodeAnswer> ReadAsync(INoteGrain note)
{
    using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
    while (true)
    {
        try
        {
            return new(await note.ReadAsync(), await note.WhereAsync());
        }
        catch (Exception error) when (error is OrleansException or TimeoutException && !patience.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}

static void Answer(NodeAnswer answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
