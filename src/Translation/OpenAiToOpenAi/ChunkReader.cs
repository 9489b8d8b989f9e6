using System.Text.Json;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>
/// Reads one chunk of a stream, or one whole answer, in a single pass: what the gateway has to know of it, and which of its bytes
/// have to read differently for the client.
/// </summary>
/// <param name="showModel">What the client reads as <c>model</c>, as JSON; null to leave the provider's.</param>
/// <param name="hideUsage">Whether <c>usage</c>, which comes of a wish that was not the client's, is taken out.</param>
/// <param name="whole">An answer that is not streamed: <c>message</c> in place of <c>delta</c>, and tool calls without indexes.</param>
internal sealed partial class ChunkReader(byte[]? showModel, bool hideUsage, bool whole)
{
    private static readonly byte[] ToolCallsReason = "\"tool_calls\""u8.ToArray();
    private static readonly byte[] Null = "null"u8.ToArray();

    private readonly ChunkShape? _shape = whole ? null : new();
    private string? _model;
    private bool _isPlain;

    public ChoiceStates Choices { get; } = new();

    /// <summary>What has to change in the chunk just read.</summary>
    public Edits Edits { get; } = new();

    /// <summary>An <c>error</c> in the chunk or in a choice, or a choice that ended in one.</summary>
    public bool HasError { get; private set; }

    public bool HasContent { get; private set; }

    /// <summary>Nothing but the usage: <c>choices</c> is empty, null or not there.</summary>
    public bool IsUsageOnly => ChoiceCount == 0 && Usage is not null;

    public int ChoiceCount { get; private set; }

    /// <summary>Of a whole answer: whether any choice has a <c>message</c>.</summary>
    public bool HasMessage { get; private set; }

    public TokenUsage? Usage { get; private set; }

    /// <summary>The last finish reason, as the client sees it.</summary>
    public string? FinishReason { get; private set; }

    /// <exception cref="JsonException">Not one JSON object.</exception>
    /// <exception cref="InvalidOperationException">A string is not valid text.</exception>
    public void Read(ReadOnlySpan<byte> json)
    {
        if (_shape is null)
        {
            Parse(json);
        }
        else if (!_shape.Fits(json, Edits))
        {
            _shape.Begin();
            _isPlain = true;
            Parse(json);
            if (_isPlain && HasContent && ChoiceCount == 1 && Usage is null && !HasError)
            {
                _shape.Keep(json);
            }
        }
    }

    /// <summary>Reads another whole answer, as if this reader had been made for it.</summary>
    /// <param name="model">What the client reads as the model's name; null to leave the provider's.</param>
    /// <exception cref="JsonException">Not one JSON object.</exception>
    /// <exception cref="InvalidOperationException">A string is not valid text.</exception>
    public void ReadWhole(ReadOnlySpan<byte> json, string? model)
    {
        if (model != _model)
        {
            (_model, showModel) = (model, model is null ? null : JsonText.Quoted(model));
        }

        Choices.Clear();
        FinishReason = null;
        Parse(json);
    }

    private void Parse(ReadOnlySpan<byte> json)
    {
        Edits.Clear();
        HasError = HasContent = HasMessage = false;
        Usage = null;
        ChoiceCount = 0;

        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object was expected.");
        }

        int lastEnd = -1, removeFirst = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = (int)reader.TokenStartIndex;
            if (removeFirst >= 0)
            {
                Edits.Add(removeFirst, name - removeFirst, default);
                removeFirst = -1;
            }

            var isUsage = ReadMember(ref reader, json);
            var end = (int)reader.BytesConsumed;
            if (isUsage && hideUsage)
            {
                removeFirst = RemoveMember(lastEnd, name, end);
            }

            lastEnd = end;
        }

        if (removeFirst >= 0)
        {
            Edits.Add(removeFirst, lastEnd - removeFirst, default);
        }

        if (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != 0 || reader.Read())
        {
            throw new JsonException("Not one object."); // The last Read throws by itself if something follows.
        }
    }

    /// <summary>With the comma before it; the first member goes with the comma behind it, up to a place that is not known yet.</summary>
    private int RemoveMember(int lastEnd, int name, int end)
    {
        if (lastEnd < 0)
        {
            return name;
        }

        Edits.Add(lastEnd, end - lastEnd, default);
        return -1;
    }

    /// <summary>Reads one top-level member to its end; says whether it is the usage.</summary>
    private bool ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var length = reader.ValueSpan.Length;
        if (length == 7 && reader.ValueTextEquals("choices"u8))
        {
            reader.Read();
            ReadChoices(ref reader, json);
        }
        else if (length == 5 && reader.ValueTextEquals("model"u8))
        {
            reader.Read();
            ShowModel(ref reader, json);
        }
        else if (length == 5 && reader.ValueTextEquals("usage"u8))
        {
            ReadUsage(ref reader);
            return true;
        }
        else if (length == 5 && reader.ValueTextEquals("error"u8))
        {
            ReadError(ref reader);
        }
        else
        {
            var isPadding = length == 11 && reader.ValueTextEquals("obfuscation"u8);
            reader.Read();
            if (isPadding && reader.TokenType == JsonTokenType.String)
            {
                // OpenAI hides the length of each chunk with it.
                Varies(ref reader);
            }

            reader.Skip();
        }

        return false;
    }

    private void ShowModel(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (showModel is not null && reader.TokenType == JsonTokenType.String)
        {
            var (start, length) = Token(ref reader);
            if (!json.Slice(start, length).SequenceEqual(showModel))
            {
                Edits.Add(start, length, showModel);
            }
        }

        reader.Skip();
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            Usage = UsageObject.Read(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadError(ref Utf8JsonReader reader)
    {
        reader.Read();
        HasError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False) && !(reader.TokenType is JsonTokenType.String && reader.ValueSpan.IsEmpty);
        reader.Skip();
    }

    /// <summary>The string is one that the next chunk may have another text in.</summary>
    private void Varies(ref Utf8JsonReader reader)
    {
        var (start, length) = Token(ref reader);
        _shape?.Hole(start, length);
    }

    private static (int Start, int Length) Token(ref Utf8JsonReader reader) =>
        ((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
}
