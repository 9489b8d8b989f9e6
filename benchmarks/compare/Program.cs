using System.Globalization;
using System.Runtime.InteropServices;
using Orleans.Gateway.Compare;
using Orleans.Gateway.Compare.Figures;
using Orleans.Gateway.Compare.Peers;
using Orleans.Gateway.Harness;

// Three of those that are compared, or compared with, are this program again.
switch (args)
{
    case [MockProcess.Word, var port]:
        await Mock.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
    case [BarePassThrough.Word, var port, var upstream]:
        await BarePassThrough.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), upstream);
        return 0;
    case [YarpPassThrough.Word, var port, var upstream]:
        await YarpPassThrough.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), upstream);
        return 0;
}

if (args is not [var output, var modules, var page, .. var rest] || Plan.Of(rest) is not { } plan)
{
    await Console.Error.WriteLineAsync("Start benchmarks/compare/run instead.");
    return 2;
}

using var house = new Household();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Leave);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Leave);

var results = await new Run(plan, house, Path.Combine(output, "api"), Path.Combine(output, "silo"), modules).GoAsync();
var tables = Tables.Of(results, plan);
File.WriteAllText(Path.Combine(output, "result.json"), results.ToJson(plan));
File.WriteAllText(Path.Combine(output, "tables.md"), tables);
File.WriteAllText(Path.Combine(output, Plot.File), Plot.Of(results));
if (rest.Contains("--publish"))
{
    File.WriteAllText(page, Page.With(File.ReadAllText(page), tables));
    File.WriteAllText(Path.Combine(Path.GetDirectoryName(page)!, Plot.File), Plot.Of(results));
}

Console.WriteLine($"\n{tables}");
return results.Mistakes == 0 ? 0 : 1;

// Nothing that was started stays behind.
void Leave(PosixSignalContext context)
{
    context.Cancel = true;
    house.Dispose();
    Environment.Exit(130);
}
