using System.Globalization;
using Orleans.Gateway.Cost;
using Orleans.Gateway.Harness;

// "mock PORT" is the provider, a process of its own so that its work is not the gateway's; "FOLDER OUTPUT" measures the gateway published there,
// "crowds FOLDER OUTPUT STREAMS READERS" what so many streams cost it, "soak FOLDER OUTPUT MINUTES" what stays of so many minutes.
if (args is [MockProcess.Word, var port])
{
    await Mock.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["crowds", var published, var crowdsOutput, var streams, var readers])
{
    var crowdsReport = new Report();
    using var provider = await MockProcess.StartAsync();
    using var measured = GatewayProcess.Start(published, Document.Write(provider.Url));
    await measured.ReadyAsync();
    using var crowds = new Crowds(crowdsReport, measured, provider);
    await crowds.IdleAsync(Crowds.Allowed(int.Parse(streams, CultureInfo.InvariantCulture)));
    crowdsReport.Print(crowdsOutput);
    await crowds.StalledAsync(int.Parse(readers, CultureInfo.InvariantCulture));
    crowdsReport.Print(crowdsOutput);
    return 0;
}

if (args is ["soak", var soaked, var soakOutput, var minutes])
{
    var soakReport = new Report();
    using var provider = await MockProcess.StartAsync();
    using var measured = GatewayProcess.Start(soaked, Document.Write(provider.Url));
    await measured.ReadyAsync();
    using var soak = new Soak(soakReport, measured, TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)));
    await soak.RunAsync();
    soakReport.Print(soakOutput);
    return 0;
}

if (args is not [var folder, var output])
{
    await Console.Error.WriteLineAsync("Start benchmarks/cost/run instead.");
    return 2;
}

var report = new Report();
using var mock = await MockProcess.StartAsync();
var document = Document.Write(mock.Url);
await Measurements.ColdStartAsync(report, folder, document);
using (var gateway = GatewayProcess.Start(folder, document))
{
    await gateway.ReadyAsync();
    using var load = new Load(gateway.Url);
    await Measurements.RequestsAsync(report, gateway, load);
    await Measurements.ChunksAsync(report, gateway, load);
}

// A process that was under load has memory to spare, in which the growth would not show.
using (var gateway = GatewayProcess.Start(folder, document))
{
    await gateway.ReadyAsync();
    using var load = new Load(gateway.Url);
    await load.OnceAsync(1, Mock.Burst);
    await Measurements.MemoryAsync(report, gateway, load);
}

report.Print(output);
return 0;
