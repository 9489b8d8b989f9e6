using System.Buffers;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Startup;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Micro;

/// <summary>
/// A call without its sockets: a whole gateway in this process, with its silo, whose backend answers by itself. The yardstick is the relay alone,
/// called as no front end calls it; what the others take beyond that is the grain call, limits, or the key.
/// </summary>
[MemoryDiagnoser]
public class RelayBenchmarks
{
    private const string Key = "micro-key-0123456789";

    private readonly NoClient _client = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-micro-").FullName;
    private WebApplication? _gateway;
    private IDataPlane? _plane;
    private Relay? _relay;
    private ChatCall? _free;
    private ChatCall? _limited;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var document = Path.Combine(_folder, "gateway.json");
        await File.WriteAllTextAsync(document,
            $$"""
            {
              "backends": { "echo": { "format": "echo" } },
              "apis": { "llm": { "path": "/llm/v1", "aliases": { "gpt": { "targets": [ { "backend": "echo" } ] } } } },
              "products": {
                "free": { "apis": { "llm": [ "*" ] } },
                "limited": { "apis": { "llm": [ "*" ] }, "limits": [ { "tokensPerMinute": 1000000000000, "requestsPerMinute": 1000000000 } ] }
              },
              "subscriptions": { "free": { "product": "free", "keys": [ "{{Key}}" ] }, "limited": { "product": "limited", "keys": [ "{{Key}}-limited" ] } }
            }
            """);
        _gateway = GatewayApplication.Build("--urls=http://127.0.0.1:0", $"--Gateway:DataDirectory={_folder}", "--config", document);
        await _gateway.StartAsync();
        _plane = _gateway.Services.GetRequiredService<IDataPlane>();
        _relay = _gateway.Services.GetRequiredService<Relay>();
        await _plane.ReadyAsync(CancellationToken.None);
        (_free, _limited) = (Call("free"), Call("limited"));
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _gateway!.StopAsync();
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public Task RelayAlone() => _relay!.RelayAsync(_free!, _client.Again()).AsTask();

    [Benchmark]
    public Task ThroughGrain() => _plane!.RelayAsync(_free!, _client.Again()).AsTask();

    [Benchmark]
    public Task ThroughGrainWithLimits() => _plane!.RelayAsync(_limited!, _client.Again()).AsTask();

    [Benchmark]
    public ApiRoute? Route() => _plane!.Route("/llm/v1/chat/completions");

    [Benchmark]
    public ValueTask<Caller?> Identify() => _plane!.IdentifyAsync(Key.AsMemory(), isForCall: true, CancellationToken.None);

    private static ChatCall Call(string subscription) => new()
    {
        Api = "llm",
        Subscription = subscription,
        RequestId = "req_micro",
        Body = """{"model":"gpt","messages":[{"role":"user","content":"hello"}]}"""u8.ToArray(),
    };

    /// <summary>Takes what it is sent and keeps nothing.</summary>
    private sealed class NoClient
    {
        private readonly ArrayBufferWriter<byte> _body = new(4096);

        public NoReply Again()
        {
            _body.ResetWrittenCount();
            return new NoReply(_body);
        }
    }

    private sealed class NoReply(ArrayBufferWriter<byte> body) : Reply
    {
        public override CancellationToken HangUp => CancellationToken.None;

        public override IBufferWriter<byte> Body => body;

        public override ValueTask<bool> FlushAsync(CancellationToken cancellation) => new(true);

        public override void Abort()
        {
        }

        protected override void OnBegin(ReplyHead head)
        {
        }
    }
}
