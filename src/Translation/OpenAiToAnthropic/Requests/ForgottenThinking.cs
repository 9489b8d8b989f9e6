using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>Finds the assistant turns with tool calls that came back without their thinking.</summary>
internal static class ForgottenThinking
{
    public static IReadOnlyList<string> Find(ReadOnlyMemory<byte> body)
    {
        // Most requests have no calls at all, and this costs them one vectorised search.
        if (body.Span.IndexOf("\"tool_calls\""u8) < 0)
        {
            return [];
        }

        var tape = new JsonTape();
        try
        {
            List<string>? ids = null;
            foreach (var message in tape.Read(body).Root["messages"u8].Items)
            {
                if (!message["role"u8].Is("assistant"u8))
                {
                    continue;
                }

                var fields = MessageFields.Read(message);
                var id = RememberedTurn.FirstId(fields);
                if (!id.IsMissing && !ThinkingReader.Any(fields))
                {
                    (ids ??= []).Add(id.GetString());
                }
            }

            return ids ?? (IReadOnlyList<string>)[];
        }
        finally
        {
            tape.Clear();
        }
    }
}
