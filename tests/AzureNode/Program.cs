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

    Answer(new(await note.ReadAsync(), await note.WhereAsync()));
}

await host.StopAsync();

static void Answer(NodeAnswer answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
