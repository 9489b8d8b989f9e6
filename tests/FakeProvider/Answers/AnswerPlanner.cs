using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Orleans.Gateway.FakeProvider.Answers;

/// <summary>
/// Decides on a sensible answer. Without tools it repeats the user; a tool that the user names is called, with the JSON object
/// that follows its name (<c>get_weather {"city":"Oslo"}</c>) or else with a sample of its schema; what tools say is passed on.
/// </summary>
internal static class AnswerPlanner
{
    internal static PlannedAnswer Plan(Conversation conversation, ThinkingBlock? thinking = null)
    {
        Block[] start = thinking is null ? [] : [thinking];
        if (conversation.MaxTokens == 0)
        {
            return new PlannedAnswer([], Stop.MaxTokens, null); // Warms the cache, says nothing.
        }

        var calls = CallsFor(conversation);
        if (calls.Count == 0)
        {
            return Limit(TextFor(conversation), start, conversation);
        }

        Block[] preamble = conversation.ToolUse is ToolUse.Forced ? [] : [new TextBlock("Let me look that up.")];
        return new PlannedAnswer([.. start, .. preamble, .. calls], Stop.ToolUse, null);
    }

    private static List<ToolBlock> CallsFor(Conversation conversation)
    {
        var forced = conversation.ToolUse is ToolUse.Forced;
        if (conversation.Tools.Count == 0 || conversation.ToolUse is ToolUse.Forbidden || (conversation.ToolResults.Count > 0 && !forced))
        {
            return [];
        }

        var tools = conversation.Tools.Where(tool => conversation.OnlyTool is null || tool.Name == conversation.OnlyTool).ToList();
        var named = tools.Count == 0 ? [] : Regex
            .Matches(conversation.UserText, $@"(?<![\w-])({string.Join('|', tools.Select(tool => Regex.Escape(tool.Name)))})(?![\w-])")
            .Select(match => (Tool: tools.First(tool => tool.Name == match.Value), After: conversation.UserText[(match.Index + match.Length)..]))
            .Select(call => new ToolBlock(call.Tool.Name, InputFor(call.Tool, call.After), call.Tool.IsCustom))
            .ToList();
        if (named.Count == 0 && forced)
        {
            named = [.. tools.Take(1).Select(tool => new ToolBlock(tool.Name, InputFor(tool, ""), tool.IsCustom))];
        }

        return conversation.Parallel ? named : [.. named.Take(1)];
    }

    private static string InputFor(OfferedTool tool, string rest)
    {
        if (tool.IsCustom)
        {
            return "raw input";
        }

        var start = rest.AsSpan().TrimStart(" (:").ToString();
        if (start.StartsWith('{'))
        {
            try
            {
                var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(start));
                using var json = JsonDocument.ParseValue(ref reader);
                return json.RootElement.GetRawText();
            }
            catch (JsonException)
            {
                // Not meant as input.
            }
        }

        return (SampleValue.Of(tool.Schema) ?? new JsonObject()).ToText();
    }

    private static string TextFor(Conversation conversation)
    {
        if (conversation.Schema.ValueKind is not JsonValueKind.Undefined)
        {
            return SampleValue.Of(conversation.Schema)?.ToText() ?? "null";
        }

        if (conversation.AnyJson)
        {
            return new JsonObject { ["said"] = conversation.UserText }.ToText();
        }

        var seen = conversation.Attachments == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" I see {conversation.Attachments} attachment(s).");
        return conversation.ToolResults.Count > 0
            ? "The tools said: " + string.Join("; ", conversation.ToolResults)
            : "You said: " + conversation.UserText + seen;
    }

    private static PlannedAnswer Limit(string text, Block[] start, Conversation conversation)
    {
        var hit = conversation.StopSequences
            .Select(sequence => (Sequence: sequence, At: text.IndexOf(sequence, StringComparison.Ordinal)))
            .Where(found => found.At >= 0)
            .OrderBy(found => found.At)
            .FirstOrDefault();
        text = hit.Sequence is null ? text : text[..hit.At];

        var words = Words.Split(text);
        var budget = conversation.MaxTokens - start.OfType<ThinkingBlock>().Sum(block => Words.Split(block.Text).Count);
        return words.Count > budget
            ? new PlannedAnswer([.. start, new TextBlock(string.Concat(words.Take(Math.Max(budget, 0))))], Stop.MaxTokens, null)
            : new PlannedAnswer([.. start, new TextBlock(text)], hit.Sequence is null ? Stop.End : Stop.Sequence, hit.Sequence);
    }
}
