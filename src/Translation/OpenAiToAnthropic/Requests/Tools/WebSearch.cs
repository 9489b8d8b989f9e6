using System.Text;
using Orleans.Gateway.Translation.Errors;
using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary><c>web_search_options</c> as the provider's own search tool.</summary>
internal static class WebSearch
{
    public static bool IsAsked(Draft draft) => !draft[RequestField.WebSearchOptions].IsNothing;

    public static void Check(Draft draft)
    {
        var options = draft[RequestField.WebSearchOptions];
        if (options.IsNothing)
        {
            return;
        }

        if (!options.IsObject)
        {
            throw Reject.Type("web_search_options", "an object", options);
        }

        if (!draft.Target.WebSearch)
        {
            throw new RequestRejectedException("Web search options not supported with this model.", "web_search_options");
        }

        if (draft.Tools.Has(draft, "web_search"))
        {
            throw Reject.Invalid("web_search_options", "'web_search_options' cannot be used together with a tool named 'web_search'.");
        }

        draft.Loss.Emulated("web_search_options");
    }

    public static void Write(Draft draft)
    {
        var options = draft[RequestField.WebSearchOptions];
        var json = draft.Out;
        json.Raw("{\"type\":\""u8);
        json.Raw(Encoding.UTF8.GetBytes(draft.Target.WebSearchTool));
        json.Raw("\",\"name\":\"web_search\""u8);
        var size = options["search_context_size"u8];
        if (!size.IsNothing)
        {
            json.Raw(",\"max_uses\":"u8);
            json.Number(size.Is("low"u8) ? 1 : size.Is("high"u8) ? 10 : 5);
        }

        WriteLocation(json, options["user_location"u8]["approximate"u8]);
        json.Raw((byte)'}');
    }

    private static void WriteLocation(PooledBuffer json, JsonValue location)
    {
        if (!location.IsObject)
        {
            return;
        }

        json.Raw(",\"user_location\":{\"type\":\"approximate\""u8);
        foreach (var (key, value) in location.Properties)
        {
            if (value.IsString && (key.Is("city"u8) || key.Is("region"u8) || key.Is("country"u8) || key.Is("timezone"u8)))
            {
                json.Raw((byte)',');
                json.Raw(key.Raw);
                json.Raw((byte)':');
                json.Raw(value.Raw);
            }
        }

        json.Raw((byte)'}');
    }
}
