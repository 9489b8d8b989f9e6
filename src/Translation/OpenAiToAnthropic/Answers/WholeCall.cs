using Orleans.Gateway.Translation.Sse;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;

/// <summary>One tool call of a whole answer. Texts are escaped.</summary>
internal sealed class WholeCall
{
    public readonly ToolShape Shape;
    public PooledBytes Id;
    public PooledBytes Name;
    public PooledBytes Caller;
    public PooledBytes Text;

    public WholeCall(ToolShape shape, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> caller)
    {
        Shape = shape;
        Id.Append(id);
        Name.Append(name);
        Caller.Append(caller);
    }

    public void Release()
    {
        Id.Release();
        Name.Release();
        Caller.Release();
        Text.Release();
    }
}
