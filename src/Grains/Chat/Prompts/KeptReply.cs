using System.Buffers;
using Orleans.Gateway.Contracts.Chat;

namespace Orleans.Gateway.Grains.Chat.Prompts;

/// <summary>The client's response, of which the beginning is kept. For products only that want answers logged.</summary>
/// <param name="most">In bytes.</param>
internal sealed class KeptReply(Reply client, int most) : Reply, IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _kept = new();
    private Memory<byte> _lent;

    public ReadOnlyMemory<byte> Kept => _kept.WrittenMemory;

    public override CancellationToken HangUp => client.HangUp;

    public override IBufferWriter<byte> Body => this;

    public override ValueTask<bool> FlushAsync(CancellationToken cancellation) => client.FlushAsync(cancellation);

    public override void Abort() => client.Abort();

    public void Advance(int count)
    {
        _kept.Write(_lent.Span[..Math.Min(count, Math.Max(0, most - _kept.WrittenCount))]);
        _lent = default;
        client.Body.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _lent = client.Body.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    protected override void OnBegin(ReplyHead head) => client.Begin(head);
}
