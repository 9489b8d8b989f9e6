using System.Globalization;
using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic;

/// <summary>A request under examination.</summary>
internal sealed class MessagesRequest(JsonElement body, ModelFamily family, string version, IReadOnlyList<string> betas, bool rolesMustAlternate)
{
    internal JsonElement Body => body;

    internal ModelFamily Family => family;

    internal string Model => body.Text("model")!;

    internal bool RolesMustAlternate => rolesMustAlternate;

    /// <summary>The version that took sampling parameters and documents in assistant messages away.</summary>
    internal bool IsNewVersion => version == "2026-10-21";

    /// <summary>Whether thinking is asked for. A model that thinks by default does not count: nothing was set that could conflict.</summary>
    internal bool AsksForThinking => body.Get("thinking").Text("type") is "enabled" or "adaptive";

    internal IReadOnlyList<Turn> Messages { get; } = [.. body.Get("messages").Items().Select((message, index) => Turn.Of(message, index))];

    /// <summary>The messages with adjacent ones of one role made one, as the model gets them.</summary>
    internal IReadOnlyList<Turn> Turns => Messages.Aggregate(new List<Turn>(), (turns, message) =>
    {
        if (turns.Count > 0 && turns[^1].Role == message.Role)
        {
            turns[^1] = turns[^1] with { Blocks = [.. turns[^1].Blocks, .. message.Blocks] };
        }
        else
        {
            turns.Add(message);
        }

        return turns;
    });

    internal bool HasBeta(string prefix) => betas.Any(beta => beta.StartsWith(prefix, StringComparison.Ordinal));
}

/// <param name="Index">Where it stands among the messages; the first of them where several were made one.</param>
/// <param name="Blocks">Content that is a string has no blocks.</param>
internal sealed record Turn(string Role, int Index, JsonElement Json, IReadOnlyList<ContentBlock> Blocks)
{
    internal static Turn Of(JsonElement message, int index) => new(
        message.Text("role") ?? "",
        index,
        message,
        [.. message.Get("content").Items().Select((block, at) => new ContentBlock(string.Create(CultureInfo.InvariantCulture, $"messages.{index}.content.{at}"), block.Text("type") ?? "", block))]);
}

/// <param name="Path">As error messages name it: <c>messages.0.content.1</c>.</param>
internal sealed record ContentBlock(string Path, string Type, JsonElement Json);
