namespace Orleans.Gateway.Translation.OpenAiToAnthropic;

/// <summary>Assistant turns whose thinking the client's SDK did not keep, as the provider sent them.</summary>
public interface IRememberedTurns
{
    /// <param name="toolCallId">The id of the turn's first tool call, in UTF-8.</param>
    /// <param name="contentBlocks">The raw JSON array of the turn's content blocks. Must stay unchanged while the request is translated.</param>
    bool TryGet(ReadOnlySpan<byte> toolCallId, out ReadOnlyMemory<byte> contentBlocks);
}
