using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>
/// What clients say inside messages and parts that no rule knows. It is left out and told, and never refused: SDKs send back what answers had.
/// </summary>
internal struct UnknownKeys
{
    // All of them are named in one header; nobody sends so many by mistake.
    private const int Most = 32;

    private HashSet<string>? _told;

    public void InMessage(Draft draft, List<JsonValue> keys)
    {
        foreach (var key in keys)
        {
            Tell(draft, "messages.", key);
        }
    }

    /// <param name="part">Of a type that is known.</param>
    public void InPart(Draft draft, JsonValue part)
    {
        var type = part["type"u8];
        foreach (var (key, value) in part.Properties)
        {
            if (key.SaysSameAs(type))
            {
                InMedia(draft, value);
            }
            else if (!key.Is("type"u8) && !key.Is("cache_control"u8) && !key.Is("prompt_cache_breakpoint"u8) && !(type.Is("file"u8) && IsOfFile(key)))
            {
                TellIf(draft, key, value);
            }
        }
    }

    // An image or a file.
    private void InMedia(Draft draft, JsonValue media)
    {
        foreach (var (key, value) in media.Properties)
        {
            if (!key.Is("url"u8) && !key.Is("detail"u8) && !key.Is("file_data"u8) && !key.Is("file_id"u8) && !key.Is("filename"u8) && !key.Is("title"u8)
                && !IsOfFile(key))
            {
                TellIf(draft, key, value);
            }
        }
    }

    private static bool IsOfFile(JsonValue key) => key.Is("context"u8) || key.Is("citations"u8);

    private void TellIf(Draft draft, JsonValue key, JsonValue value)
    {
        if (!value.IsNothing && !value.IsEmptyContainer)
        {
            Tell(draft, "messages.content.", key);
        }
    }

    private void Tell(Draft draft, string path, JsonValue key)
    {
        _told ??= [];
        if (_told.Count == Most)
        {
            draft.Loss.Dropped("messages.others");
            return;
        }

        var name = path + HeaderText.Of(Reject.Shorten(key.GetString()));
        if (_told.Add(name))
        {
            draft.Loss.Dropped(name);
        }
    }
}
