using System.Text.Json;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>What a client says in a request. Holds pooled memory until it is disposed of.</summary>
internal sealed class PromptTexts : IDisposable
{
    private readonly PooledBuffer _all = new(4 * 1024);
    private readonly PooledBuffer _user = new(1024);
    private readonly List<byte[]> _documents = [];
    private readonly List<int> _ends = [];
    private readonly List<int> _userEnds = [];

    private PromptTexts()
    {
    }

    /// <summary>
    /// All of it: what stands around the messages, such as tools and the format of the answer, then messages of every role. The messages are last
    /// wherever the request has them, since they are what grows from turn to turn.
    /// </summary>
    public ReadOnlyMemory<byte> All => _all.Memory;

    /// <summary>Where each message ends in <see cref="All"/>, in bytes.</summary>
    public IReadOnlyList<int> Ends => _ends;

    /// <summary>What the messages of users say.</summary>
    public ReadOnlyMemory<byte> User => _user.Memory;

    /// <summary>Where each of these messages ends in <see cref="User"/>, in bytes.</summary>
    public IReadOnlyList<int> UserEnds => _userEnds;

    /// <summary>What tools have answered, one each: text from elsewhere, which may try to speak to the model.</summary>
    public IReadOnlyList<byte[]> Documents => _documents;

    /// <param name="body">One that was scanned without a complaint.</param>
    public static PromptTexts Of(ReadOnlySpan<byte> body)
    {
        var texts = new PromptTexts();
        var reader = new Utf8JsonReader(body);
        var messages = reader;
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var field = PromptFields.Of(reader);
            reader.Read();
            switch (field)
            {
                case PromptField.Messages:
                    messages = reader;
                    reader.Skip();
                    break;
                case PromptField.Unread:
                    reader.Skip();
                    break;
                case PromptField.Said:
                    SpokenText.Collect(ref reader, texts._all);
                    break;
                default:
                    FieldText.Collect(ref reader, texts._all, isSchema: field is PromptField.Schema);
                    break;
            }
        }

        if (messages.TokenType is not JsonTokenType.None)
        {
            texts.ReadMessages(ref messages);
        }

        return texts;
    }

    public void Dispose()
    {
        _all.Dispose();
        _user.Dispose();
    }

    private void ReadMessages(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            SpokenText.Collect(ref reader, _all);
            return;
        }

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var role = RoleOf(reader);
            var start = _all.Length;
            SpokenText.Collect(ref reader, _all);
            var said = _all.Span[start..];
            if (said.IsEmpty)
            {
                continue;
            }

            _ends.Add(_all.Length);
            if (role is Role.Tool)
            {
                _documents.Add(said.ToArray());
            }
            else if (role is Role.User)
            {
                said.CopyTo(_user.GetSpan(said.Length));
                _user.Advance(said.Length);
                _userEnds.Add(_user.Length);
            }
        }
    }

    private static Role RoleOf(Utf8JsonReader reader)
    {
        var role = Role.Other;
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return role;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isRole = reader.ValueTextEquals("role"u8);
            reader.Read();
            if (isRole && reader.TokenType is JsonTokenType.String)
            {
                role = reader.ValueTextEquals("user"u8) ? Role.User
                    : reader.ValueTextEquals("tool"u8) || reader.ValueTextEquals("function"u8) ? Role.Tool
                    : Role.Other;
            }

            reader.Skip();
        }

        return role;
    }

    private enum Role
    {
        Other,
        User,
        Tool,
    }
}
