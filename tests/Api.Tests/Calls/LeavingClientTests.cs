using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Api.Tests.Calls;

/// <summary>A client that closes its connection at the last byte has got its answer, and nothing was abandoned.</summary>
public sealed class LeavingClientTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_call_whose_client_leaves_with_the_last_byte_is_counted_as_answered()
    {
        await using var gateway = await RunningGateway.StartAsync(
            Cancellation, Documents.Of(new() { ["echo"] = new { format = "echo" } }, new() { ["leaving"] = Documents.Targets("echo") }));
        using var client = new Client();
        var call = new ChatCall { Api = "llm", Subscription = "team-a", RequestId = "req_leaving", Body = """{"model":"leaving","messages":[{"role":"user","content":"hello"}]}"""u8.ToArray() };

        Assert.Null(await gateway.Services.GetRequiredService<Relay>().RelayAsync(call, client));

        Assert.True(client.HangUp.IsCancellationRequested);
        var backend = gateway.Grains.GetGrain<IBackendGrain>("echo");
        await Eventually.TrueAsync(async () => (await backend.UsageAsync()).Total.Attempts == 1, Cancellation);
        Assert.Equal(0, (await backend.UsageAsync()).Total.Abandoned);
        var metrics = await gateway.Http.GetStringAsync("/metrics", Cancellation);
        Assert.Matches("gateway_requests_total\\{[^}]*gateway_model_alias=\"leaving\"[^}]*gateway_outcome=\"ok\"", metrics);
    }

    private sealed class Client : Reply, IDisposable
    {
        private readonly CancellationTokenSource _left = new();
        private readonly ArrayBufferWriter<byte> _body = new();

        public override CancellationToken HangUp => _left.Token;

        public override IBufferWriter<byte> Body => _body;

        public override ValueTask<bool> FlushAsync(CancellationToken cancellation)
        {
            _left.Cancel();
            return ValueTask.FromResult(true);
        }

        public override void Abort()
        {
        }

        public void Dispose() => _left.Dispose();

        protected override void OnBegin(ReplyHead head)
        {
        }
    }
}
