namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>The provider's own fields, which clients send through OpenAI's surface: passed on as they stand.</summary>
internal static class AnthropicExtras
{
    public static void Write(Draft draft)
    {
        Write(draft, RequestField.Speed, "\"speed\":"u8);
        Write(draft, RequestField.InferenceGeo, "\"inference_geo\":"u8);
        Write(draft, RequestField.Container, "\"container\":"u8);
        Write(draft, RequestField.ContextManagement, "\"context_management\":"u8);
        Write(draft, RequestField.McpServers, "\"mcp_servers\":"u8);
        Write(draft, RequestField.CacheControl, "\"cache_control\":"u8);
        if (draft.Options.AutoCache && !draft.Cache.Any)
        {
            var retention = draft[RequestField.PromptCacheRetention];
            var isLong = CacheMarkers.IsLong(retention) || CacheMarkers.IsLong(draft[RequestField.PromptCacheOptions]["ttl"u8]);
            draft.Out.Raw(isLong
                ? "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"},"u8
                : "\"cache_control\":{\"type\":\"ephemeral\"},"u8);
        }
    }

    private static void Write(Draft draft, RequestField field, ReadOnlySpan<byte> name)
    {
        var value = draft[field];
        if (!value.IsNothing)
        {
            draft.Out.Raw(name);
            draft.Out.Raw(value.Raw);
            draft.Out.Raw((byte)',');
        }
    }
}
