using System.Text;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>The tools of one request, in the client's order.</summary>
internal sealed class ToolSet
{
    // Up to here names are compared one by one, above they are looked up: a request may ask as often as it has tools.
    private const int Few = 48;

    private readonly PooledList<Tool> _tools = new();
    private Dictionary<string, int>? _byName;
    private HashSet<string>? _wrapped;

    public Span<Tool> Items => _tools.Items;

    public int Count => _tools.Count;

    /// <summary>The client used the deprecated <c>functions</c>.</summary>
    public bool IsLegacy { get; private set; }

    /// <summary>Whether a tool came in Anthropic's own form: only then can it be one that the provider runs itself.</summary>
    public bool HasVerbatim
    {
        get
        {
            foreach (ref readonly var tool in _tools.Items)
            {
                if (tool.Kind == ToolKind.Verbatim)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public void Read(Draft draft)
    {
        var tools = draft[RequestField.Tools];
        var functions = draft[RequestField.Functions];
        if (!functions.IsNothing && !functions.IsArray)
        {
            throw Reject.Type("functions", "an array of objects", functions);
        }

        if (!tools.IsNothing && !tools.IsArray)
        {
            throw Reject.Type("tools", "an array of objects", tools);
        }

        if (!functions.IsNothing && !functions.IsEmptyContainer && !tools.IsNothing && !tools.IsEmptyContainer)
        {
            throw Reject.Invalid("functions", "'functions' and 'tools' cannot be used together: 'functions' is deprecated in favor of 'tools'.");
        }

        var index = 0;
        foreach (var tool in tools.Items)
        {
            Add(draft, ToolReader.Read(tool, index++));
        }

        index = 0;
        foreach (var function in functions.Items)
        {
            Add(draft, ToolReader.ReadFunction(function, index++));
        }

        IsLegacy = functions.IsArray && !functions.IsEmptyContainer;
        RefuseDuplicates(draft);
    }

    /// <summary>The provider wants a definition for every tool that the history mentions; when the client gives none at all, these stand in.</summary>
    public void AddFromHistory(Draft draft)
    {
        HashSet<string>? seen = null;
        foreach (ref readonly var block in draft.Conversation.Blocks.Items)
        {
            if (!block.IsCall)
            {
                continue;
            }

            var name = ToolCall.Read(draft.At(block.Node), block.Kind == BlockKind.FunctionCall).Name;
            if ((seen ??= []).Add(name.GetString()))
            {
                _tools.Add(new Tool(ToolKind.FromHistory, block.Node, name.Index));
            }
        }
    }

    public bool IsWrapped(JsonValue name) => _wrapped is not null && _wrapped.Contains(name.GetString());

    /// <summary>Where a tool of this name is in <see cref="Items"/>; -1: nowhere.</summary>
    public int Find(Draft draft, JsonValue name)
    {
        if (_byName is not null)
        {
            return name.IsString ? _byName.GetValueOrDefault(name.GetString(), -1) : -1;
        }

        for (var i = 0; i < _tools.Count; i++)
        {
            if (_tools[i].Name != 0 && draft.At(_tools[i].Name).SaysSameAs(name))
            {
                return i;
            }
        }

        return -1;
    }

    public bool Has(Draft draft, string name)
    {
        if (_byName is not null)
        {
            return _byName.ContainsKey(name);
        }

        foreach (ref readonly var tool in _tools.Items)
        {
            if (tool.Name != 0 && draft.At(tool.Name).Is(Encoding.UTF8.GetBytes(name)))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="raw">Markers in tools that are passed on as they are, and so cannot be left out.</param>
    /// <returns>The other markers.</returns>
    public int CountMarkers(Draft draft, out int raw)
    {
        raw = 0;
        var count = 0;
        foreach (ref readonly var tool in _tools.Items)
        {
            if (tool.Hidden || tool.Kind == ToolKind.FromHistory)
            {
                continue;
            }

            var marked = ToolReader.Marker(draft.At(tool.Node)) != 0 ? 1 : 0;
            raw += tool.Kind == ToolKind.Verbatim ? marked : 0;
            count += tool.Kind == ToolKind.Verbatim ? 0 : marked;
        }

        return count;
    }

    public void Clear()
    {
        _tools.Clear();
        _byName = null;
        _wrapped = null;
        IsLegacy = false;
    }

    private void Add(Draft draft, Tool tool)
    {
        if (tool.Kind is ToolKind.Function or ToolKind.Legacy)
        {
            tool.Shape = ToolSchema.ShapeOf(draft, ToolReader.Function(draft.At(tool.Node), tool.Kind)["parameters"u8]);
        }

        if (tool.Shape == SchemaShape.Wrapped)
        {
            (_wrapped ??= []).Add(draft.At(tool.Name).GetString());
        }

        _tools.Add(tool);
    }

    private void RefuseDuplicates(Draft draft)
    {
        var names = _tools.Count > Few ? new Dictionary<string, int>(_tools.Count) : null;
        for (var i = 0; i < _tools.Count; i++)
        {
            if (_tools[i].Name == 0)
            {
                continue;
            }

            var name = draft.At(_tools[i].Name);
            if (names is null ? Find(draft, name) != i : !names.TryAdd(name.GetString(), i))
            {
                throw Reject.Invalid(IsLegacy ? "functions" : "tools", $"Duplicate tool name: '{Reject.Shorten(name.GetString())}'. Tool names must be unique.");
            }
        }

        _byName = names;
    }
}
