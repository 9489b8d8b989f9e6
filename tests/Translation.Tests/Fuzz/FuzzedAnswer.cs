using System.Collections.Frozen;
using System.Text.Unicode;
using Orleans.Gateway.Translation.Answers;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.OpenAiToAnthropic.Answers;
using Orleans.Gateway.Translation.OpenAiToOpenAi;

namespace Orleans.Gateway.Translation.Tests.Fuzz;

/// <summary>Any bytes as a whole answer, and as the body of an error: never an exception, and never half an answer.</summary>
internal sealed class FuzzedAnswer
{
    public static readonly AnswerPlan[] Plans =
    [
        new() { Alias = "alias", Created = 1, IncludeUsage = true, ServiceTier = true },
        new() { Alias = "al\"ias", Created = 1, ExposeReasoning = false, ServerTools = false, LegacyFunctions = true },
        new()
        {
            Alias = "alias",
            Created = 1,
            CustomTools = new[] { "shell", "get_weather" }.ToFrozenSet(),
            ToolNames = new Dictionary<string, string> { ["lookup"] = "look up" }.ToFrozenDictionary(),
        },
        new() { Alias = "alias", Created = 1, JsonTool = "json_response", WrappedTools = new[] { "get_weather" }.ToFrozenSet() },
        new() { Alias = "alias", Created = 1, JsonObject = true, ServerTools = false },
    ];

    private static readonly int[] Statuses = [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529, 302, 0];

    private readonly Written _written = new();

    public void Run(ReadOnlyMemory<byte> body)
    {
        var bytes = body.Span;
        Check(MessageAnswer.Translate(bytes, Plans[bytes.Length % Plans.Length], _written.Clear()), bytes, mustBeJson: true);

        // What passes through keeps its bytes, broken text included.
        Check(PassThroughAnswer.Read(bytes, bytes.Length % 3 == 0 ? null : "alias", _written.Clear()), bytes, mustBeJson: Utf8.IsValid(bytes));

        var status = Statuses[bytes.Length % Statuses.Length];
        Check(MessagesError.Read(status, "1", null, null, DateTimeOffset.UnixEpoch, bytes));
        Check(OpenAiError.Read(status, null, "20", "true", DateTimeOffset.UnixEpoch, bytes));
        Check(MessagesError.FromEvent(bytes));
        Check(OpenAiError.FromEvent(bytes));
    }

    private static void Check(ProviderFailure failure)
    {
        Finding.Unless(failure.Message.Length is > 0 and <= MessageMask.MaxLength, "a message without bounds");
        Finding.Unless(FailureTable.Of(failure.Kind).Status >= 400, "a failure that looks like success");
    }

    private void Check(WholeAnswer answer, ReadOnlySpan<byte> bytes, bool mustBeJson)
    {
        if (answer.Failure is { } failure)
        {
            Finding.Unless(_written.Span.IsEmpty, "a failed answer was written");
            Check(failure);
            return;
        }

        Finding.Unless(!mustBeJson || Written.IsJson(_written.Span), "the answer is not JSON");
        Finding.Unless(_written.Span.Length <= 4096 + (24 * bytes.Length), "the answer is far longer than the provider's");
        Finding.Unless(answer.Usage is { Prompt: >= 0, Completion: >= 0 }, "fewer than no tokens");
    }
}
