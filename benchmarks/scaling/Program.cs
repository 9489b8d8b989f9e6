using System.Globalization;
using System.Text.Json;
using Orleans.Gateway.Harness;
using Orleans.Gateway.Scaling;

if (args is not [var api, var output, .. var rest])
{
    await Console.Error.WriteLineAsync("Start benchmarks/scaling/run instead.");
    return 2;
}

var (sizes, keys) = Sizes.Measure();
Print($"| aliases | backends | wire B | stored B | write ms | read ms | compile ms |\n|---:|---:|---:|---:|---:|---:|---:|");
sizes.ForEach(size => Print($"| {size.Aliases} | {size.Backends} | {size.Wire} | {size.Stored} | {size.Written:0.0} | {size.Read:0.0} | {size.Taken:0.0} |"));
Print($"\n| subscriptions | change B | change ms | shard stored B | shard write ms | shard wire B | all shards ms |\n|---:|---:|---:|---:|---:|---:|---:|");
keys.ForEach(key => Print($"| {key.Subscriptions} | {key.Wire} | {key.Taken:0.000} | {key.Stored} | {key.Written:0.0} | {key.Shard} | {key.Filled:0} |"));

if (OnPath.Find("redis-server") is not { } redis)
{
    Print($"redis-server is not installed (Debian: apt-get install redis-server): what a cluster says to itself was not counted.");
    return 0;
}

var time = rest.Contains("--quick") ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(15);
var (idle, calls) = await new Chatter(api, redis, time).MeasureAsync();
Print($"\n| nodes | backends | local messages/s | remote messages/s | remote B/s | store commands/s | CPU ms/s |\n|---:|---:|---:|---:|---:|---:|---:|");
idle.ForEach(entry => Print($"| {entry.Nodes} | {entry.Backends} | {entry.Each.Local:0.0} | {entry.Each.Remote:0.0} | {entry.Each.Bytes:0} | {entry.Each.Commands:0.0} | {entry.Each.CpuMs:0.0} |"));
Print($"\n| calls/s of a subscription at a node | messages a call | with two limits |\n|---:|---:|---:|");
calls.ForEach(entry => Print($"| {entry.Rate} | {entry.Unlimited:0.00} | {entry.Limited:0.00} |"));
File.WriteAllText(output, JsonSerializer.Serialize(new { sizes, keys, idle, calls }, JsonSerializerOptions.Web));
return 0;

static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
