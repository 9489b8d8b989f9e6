using System.Collections.Frozen;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>What the answer's side has to know of the tools, by the backend's names. Allocates only where a tool is out of the ordinary.</summary>
internal readonly record struct ToolNames(FrozenDictionary<string, string> Renamed, FrozenSet<string> Custom, FrozenSet<string> Wrapped)
{
    public static ToolNames Collect(Draft draft)
    {
        Dictionary<string, string>? renamed = null;
        HashSet<string>? custom = null;
        HashSet<string>? wrapped = null;
        foreach (ref readonly var tool in draft.Tools.Items)
        {
            if (tool.Name == 0 || tool.Kind == ToolKind.Verbatim)
            {
                continue;
            }

            var name = draft.At(tool.Name);
            if (tool.Kind == ToolKind.Custom)
            {
                (custom ??= []).Add(ToolName.ToBackend(name));
            }

            if (tool.Shape == SchemaShape.Wrapped)
            {
                (wrapped ??= []).Add(ToolName.ToBackend(name));
            }

            if (!ToolName.IsPlain(name))
            {
                (renamed ??= [])[ToolName.ToBackend(name)] = name.GetString();
            }
        }

        if (draft.Format is { Kind: FormatKind.Tool, ToolShape: SchemaShape.Wrapped, ToolName: { } jsonTool })
        {
            (wrapped ??= []).Add(jsonTool);
        }

        return new ToolNames(
            renamed?.ToFrozenDictionary() ?? FrozenDictionary<string, string>.Empty,
            custom?.ToFrozenSet() ?? FrozenSet<string>.Empty,
            wrapped?.ToFrozenSet() ?? FrozenSet<string>.Empty);
    }
}
