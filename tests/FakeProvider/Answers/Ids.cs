namespace Orleans.Gateway.FakeProvider.Answers;

/// <summary>Ids that look like the provider's own, and differ for each answer of the process.</summary>
internal static class Ids
{
    private static int _last;

    internal static string Request => "req_011Fake" + Next;

    internal static string Message => "msg_01Fake" + Next;

    internal static string Completion => "chatcmpl-Fake" + Next;

    internal static string ToolUse => "toolu_01Fake" + Next;

    internal static string ToolCall => "call_Fake" + Next;

    private static string Next => Interlocked.Increment(ref _last).ToString("D14", null);
}
