using Orleans.Gateway.Translation.Json;

namespace Orleans.Gateway.Translation.OpenAiToAnthropic.Requests;

/// <param name="Node">Where the client's id is; 0: it gave none.</param>
/// <param name="Repeat">How many calls before it have the same id.</param>
/// <param name="Turn">Of a call without an id: the ordinal of its assistant message; of a function call: -1.</param>
/// <param name="Ordinal">Of a call without an id: which of its message; of a function call: which of the conversation.</param>
/// <param name="Previous">The id before it with the same hash; -1: none.</param>
/// <param name="Function">Of a function call: where it is, since its result names the function and no id.</param>
internal readonly record struct CallId(int Node, int Repeat, int Turn, int Ordinal, int Previous, int Function = 0);

/// <summary>
/// The ids of all tool calls of a conversation. The provider wants them unique and of a narrow alphabet; other vendors' are neither, so
/// those are replaced by a hash, which cannot make two of them collide as replacing characters would.
/// </summary>
internal sealed class CallIds
{
    // Only a broken client gives one id to more calls of one turn than this; their results then go to the last ones.
    private const int MostRepeatsInTurn = 64;

    private const int IdleCapacity = 1024;

    private readonly PooledList<CallId> _ids = new();
    private Dictionary<int, int> _latest = [];

    public int Count => _ids.Count;

    public CallId this[int index] => _ids[index];

    /// <summary>Notes a call's id and returns its number.</summary>
    public int Add(Draft draft, JsonValue id, int turn, int ordinal)
    {
        if (!id.IsString || id.Inner.IsEmpty)
        {
            _ids.Add(new CallId(0, 0, turn, ordinal, -1));
            return _ids.Count - 1;
        }

        var hash = Hash(id);
        var previous = _latest.GetValueOrDefault(hash, -1);
        var same = Latest(draft, id);
        _latest[hash] = _ids.Count;
        _ids.Add(new CallId(id.Index, same < 0 ? 0 : _ids[same].Repeat + 1, turn, ordinal, previous));
        return _ids.Count - 1;
    }

    /// <summary>Whether a call so far has this id.</summary>
    public bool Has(Draft draft, JsonValue id) => Latest(draft, id) >= 0;

    public int AddFunctionCall(int ordinal, int node)
    {
        _ids.Add(new CallId(0, 0, -1, ordinal, -1, node));
        return _ids.Count - 1;
    }

    /// <summary>The first call from <paramref name="first"/> on that has this id and no result; if all have one, the last with this id; else -1.</summary>
    public int Find(Draft draft, JsonValue id, int first, Gap gap)
    {
        if (!id.IsString)
        {
            return -1;
        }

        int free = -1, answered = -1, seen = 0;
        for (var at = _latest.GetValueOrDefault(Hash(id), -1); at >= first && seen < MostRepeatsInTurn; at = _ids[at].Previous)
        {
            if (draft.At(_ids[at].Node).SaysSameAs(id))
            {
                seen++;
                if (gap.IsAnswered(at))
                {
                    answered = Math.Max(answered, at);
                }
                else
                {
                    free = at;
                }
            }
        }

        return free >= 0 ? free : answered;
    }

    private int Latest(Draft draft, JsonValue id)
    {
        var same = _latest.GetValueOrDefault(Hash(id), -1);
        while (same >= 0 && !draft.At(_ids[same].Node).SaysSameAs(id))
        {
            same = _ids[same].Previous;
        }

        return same;
    }

    public void Clear()
    {
        _ids.Clear();
        if (_latest.Count > IdleCapacity)
        {
            _latest = [];
        }

        _latest.Clear();
    }

    private static int Hash(JsonValue id)
    {
        var hash = new HashCode();
        hash.AddBytes(id.IsEscaped ? JsonText.Decode(id.Inner) : id.Inner);
        return hash.ToHashCode();
    }
}
