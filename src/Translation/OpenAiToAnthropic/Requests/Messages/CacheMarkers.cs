using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// The cache markers of one request: the provider takes four. Of more, the oldest in the messages are left out, since those on tools and
/// system serve every turn and the last ones serve the next.
/// </summary>
internal struct CacheMarkers
{
    private const int Most = 4;

    private int _skip;
    private int _skipInPrefix;

    /// <summary>How many markers of an hour are still to be written: the provider wants them before those of five minutes.</summary>
    private int _long;

    /// <summary>Whether the request has any, so that none has to be added.</summary>
    public bool Any { get; private set; }

    public static CacheMarkers Count(Draft draft)
    {
        var fixedOnes = draft[RequestField.CacheControl].IsObject ? 1 : 0;
        var prefix = draft.Tools.CountMarkers(draft, out var raw);
        fixedOnes += raw;
        var longOnes = 0;
        foreach (ref readonly var tool in draft.Tools.Items)
        {
            longOnes += tool.Hidden || tool.Kind is ToolKind.Verbatim or ToolKind.FromHistory ? 0 : LongOnes(draft, ToolReader.Marker(draft.At(tool.Node)));
        }

        foreach (ref readonly var block in draft.Conversation.System.Items)
        {
            prefix += block.Cache != 0 ? 1 : 0;
            longOnes += LongOnes(draft, block.Cache);
        }

        prefix += SystemWriter.CountExtraMarkers(draft);
        var messages = 0;
        foreach (ref readonly var block in draft.Conversation.Blocks.Items)
        {
            messages += block.Cache != 0 && !block.Silent ? 1 : 0;
            longOnes += block.Silent ? 0 : LongOnes(draft, block.Cache);
        }

        var tooMany = Math.Max(0, fixedOnes + prefix + messages - Most);
        if (tooMany > 0 && draft.Strict)
        {
            throw Reject.Invalid("cache_control", $"A maximum of {Most} blocks with cache_control may be provided. Found {Most + tooMany}.");
        }

        if (tooMany > 0)
        {
            draft.Loss.Changed("cache_control");
        }

        return new CacheMarkers
        {
            Any = fixedOnes + prefix + messages > 0,
            _skip = Math.Min(tooMany, messages),
            _skipInPrefix = Math.Max(0, tooMany - messages),
            _long = longOnes,
        };
    }

    /// <summary>Writes the marker of a block in a message, after the block's other properties.</summary>
    public void Write(Draft draft, int marker)
    {
        if (marker != 0)
        {
            WriteMarker(draft, draft.At(marker), skip: _skip-- > 0);
        }
    }

    /// <summary>Writes the marker of a tool or a system text.</summary>
    public void WriteInPrefix(Draft draft, int marker)
    {
        if (marker != 0)
        {
            WriteMarker(draft, draft.At(marker), skip: _skipInPrefix-- > 0);
        }
    }

    private void WriteMarker(Draft draft, JsonValue marker, bool skip)
    {
        var isLong = IsLong(marker["ttl"u8]);
        _long -= isLong ? 1 : 0;
        if (skip)
        {
            return;
        }

        draft.Out.Raw(",\"cache_control\":"u8);
        if (marker["type"u8].IsString)
        {
            draft.Out.Raw(marker.Raw);
            return;
        }

        // OpenAI's breakpoints name a lifetime that is at least kept; the provider has five minutes and one hour, and no hour after five minutes.
        if (!isLong && _long > 0)
        {
            isLong = true;
            draft.Loss.Changed("prompt_cache_breakpoint");
        }

        draft.Out.Raw(isLong ? "{\"type\":\"ephemeral\",\"ttl\":\"1h\"}"u8 : "{\"type\":\"ephemeral\"}"u8);
    }

    private static int LongOnes(Draft draft, int marker) => marker != 0 && IsLong(draft.At(marker)["ttl"u8]) ? 1 : 0;

    public static bool IsLong(JsonValue ttl) => ttl.Is("30m"u8) || ttl.Is("1h"u8) || ttl.Is("12h"u8) || ttl.Is("24h"u8);
}
