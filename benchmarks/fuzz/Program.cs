using Orleans.Gateway.Translation.Tests.Fuzz;
using SharpFuzz;

Action<ReadOnlyMemory<byte>>? target = (args.Length > 0 ? args[0] : "") switch
{
    "request" => new FuzzedRequest().Run,
    "answer" => new FuzzedAnswer().Run,
    "stream" => new FuzzedStream().Run,
    "events" => FuzzedEvents.Run,
    _ => null,
};

if (target is null)
{
    Console.Error.WriteLine("fuzz request|answer|stream|events [file ...]: with files it runs each of them once, without it waits for afl-fuzz.");
    return 2;
}

if (args.Length == 1)
{
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        target(copy.ToArray());
    });
    return 0;
}

foreach (var file in args.Skip(1))
{
    target(await File.ReadAllBytesAsync(file));
    Console.WriteLine($"{file}: nothing found");
}

return 0;
