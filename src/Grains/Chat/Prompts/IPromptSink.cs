namespace Orleans.Gateway.Grains.Chat.Prompts;

/// <summary>Where texts of calls go whose product wants them logged: not through the log of the process, whose readers are others. Thread-safe.</summary>
public interface IPromptSink
{
    void Write(PromptRecord record);
}

/// <param name="Prompt">Null where it is not wanted.</param>
/// <param name="Completion">Null where it is not wanted, or there was none.</param>
public sealed record PromptRecord(string RequestId, string Subscription, string Product, string Api, string Alias, string? Prompt, string? Completion);
