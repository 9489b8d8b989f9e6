using Orleans.Gateway.Translation.Json;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <summary>One request while it is translated: what was read, what was decided, and what is written so far. Reused by its thread.</summary>
internal sealed class Draft
{
    [ThreadStatic]
    private static Draft? _idle;

    private readonly JsonTape _tape = new();

    private Draft()
    {
        Turn = new AssistantTurn(this);
        Gap = new Gap(this);
    }

    public RequestFields Fields;

    public MessagesTarget Target { get; private set; } = null!;

    public TranslationOptions Options { get; private set; } = null!;

    /// <summary>The target's capabilities, corrected by what its 400s taught.</summary>
    public ModelCapabilities Can { get; private set; } = null!;

    public RequestRepairs Repairs { get; private set; }

    public IRememberedTurns? Remembered { get; private set; }

    public TranslationLoss Loss { get; private set; } = null!;

    /// <summary>The Messages request.</summary>
    public PooledBuffer Out { get; } = new();

    /// <summary>For texts that must be decoded before they are written. Whoever uses it cuts it back.</summary>
    public PooledBuffer Scratch { get; } = new();

    public PooledBuffer Base64 { get; } = new();

    public Conversation Conversation { get; } = new();

    public AssistantTurn Turn { get; }

    public Gap Gap { get; }

    public ToolSet Tools { get; } = new();

    /// <summary>For JSON inside JSON: remembered turns, arguments.</summary>
    public JsonTape Inner { get; } = new();

    public AnswerFormat Format { get; } = new();

    public CacheMarkers Cache;

    public SchemaBudget Schemas;

    public UnknownKeys Unknown;

    /// <summary>Whether a file of Anthropic's Files API is referred to, which needs a beta.</summary>
    public bool UsesFiles { get; set; }

    public JsonValue this[RequestField field] => Fields[field];

    /// <summary>Whether the thinking that the history has goes out: another vendor's model, or one that does not think, cannot read it.</summary>
    public bool SendsThinking => Can.Thinks && !Repairs.Has(RepairFlags.NoThinkingBlocks);

    public bool Strict => Options.OnUnsupported == OnUnsupported.Reject;

    public static Draft Rent(ReadOnlyMemory<byte> body, MessagesTarget target, TranslationOptions options, RequestRepairs repairs, IRememberedTurns? remembered)
    {
        var draft = _idle ?? new Draft();
        _idle = null;
        draft.Target = target;
        draft.Options = options;
        draft.Repairs = repairs;
        draft.Can = repairs.Over(target.Capabilities);
        draft.Remembered = remembered;
        draft.Loss = new TranslationLoss();
        draft.Cache = default;
        draft.Schemas = default;
        draft.Unknown = default;
        draft.UsesFiles = false;
        try
        {
            draft.Fields = RequestFields.Read(draft._tape.Read(body));
        }
        catch
        {
            draft.Return();
            throw;
        }

        return draft;
    }

    public void Return()
    {
        _tape.Clear();
        Out.Clear();
        Scratch.Clear();
        Base64.Clear();
        Inner.Clear();
        Format.Clear();
        Conversation.Clear();
        Turn.Clear();
        Gap.Clear();
        Tools.Clear();
        Fields = default;
        Remembered = null;
        _idle = this;
    }

    /// <summary>The value at a place that was noted as a number.</summary>
    public JsonValue At(int index) => new(_tape, index);

    /// <summary>Leaves a field out, or refuses the request where the alias wants no loss.</summary>
    public void Drop(string param)
    {
        if (Strict)
        {
            throw Reject.Unsupported(param);
        }

        Loss.Dropped(param);
    }
}
