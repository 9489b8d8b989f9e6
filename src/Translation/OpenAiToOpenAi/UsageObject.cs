using System.Text.Json;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>OpenAI's <c>usage</c>, with the deviations of those who copied it.</summary>
internal static class UsageObject
{
    /// <param name="reader">At the opening brace; afterwards at the closing one.</param>
    public static TokenUsage Read(ref Utf8JsonReader reader)
    {
        long prompt = 0, completion = 0, total = 0, read = 0, write = 0, reasoning = 0;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            // Flat, although cached_tokens and reasoning_tokens are one level down at OpenAI: Moonshot has them up here.
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            ref var count = ref prompt;
            switch (reader.ValueSpan.Length)
            {
                case 13 when reader.ValueTextEquals("prompt_tokens"u8):
                    break;
                case 17 when reader.ValueTextEquals("completion_tokens"u8):
                    count = ref completion;
                    break;
                case 12 when reader.ValueTextEquals("total_tokens"u8):
                    count = ref total;
                    break;
                case 13 when reader.ValueTextEquals("cached_tokens"u8):
                case 23 when reader.ValueTextEquals("cache_read_input_tokens"u8) || reader.ValueTextEquals("prompt_cache_hit_tokens"u8):
                    count = ref read;
                    break;
                case 18 when reader.ValueTextEquals("cache_write_tokens"u8):
                case 27 when reader.ValueTextEquals("cache_creation_input_tokens"u8):
                    count = ref write;
                    break;
                case 16 when reader.ValueTextEquals("reasoning_tokens"u8):
                    count = ref reasoning;
                    break;
                default:
                    continue;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number is > 0 and <= TokenUsage.Largest)
            {
                count = number;
            }
        }

        // xAI and Google count reasoning in the total only.
        completion = Math.Max(completion, total - prompt);

        // A part is no more than the whole.
        read = Math.Min(read, prompt);
        return new TokenUsage(prompt, completion, read, Math.Min(write, prompt - read), Math.Min(reasoning, completion));
    }
}
