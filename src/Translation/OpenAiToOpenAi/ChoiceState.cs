using System.Text.Json;

namespace Orleans.Gateway.Translation.OpenAiToOpenAi;

/// <summary>What went by of one choice (<c>n</c> may ask for several).</summary>
internal struct ChoiceState
{
    private byte[]? _lastToolId;

    public bool Seen { get; set; }

    public bool Finished { get; set; }

    /// <summary>One more than the highest index of a tool call.</summary>
    public int ToolCalls { get; set; }

    /// <summary>The index of a tool call that came without one: the next where a new call begins, else that of the last.</summary>
    /// <param name="id">Some providers repeat it in every delta, others send it once.</param>
    public int IndexFor(ReadOnlySpan<byte> id, bool hasName)
    {
        var begins = ToolCalls == 0 || (id.IsEmpty ? hasName : !id.SequenceEqual(_lastToolId));
        if (begins)
        {
            ToolCalls++;
            _lastToolId = id.ToArray();
        }

        return ToolCalls - 1;
    }
}

/// <summary>The choices of one answer, by their index.</summary>
internal sealed class ChoiceStates
{
    /// <summary>OpenAI's limit is 128; far beyond it is no index but an attack on memory.</summary>
    private const int MostChoices = 1_024;

    /// <summary>Room for more than nearly all answers have is not kept.</summary>
    private const int Kept = 16;

    private ChoiceState[] _states = new ChoiceState[1];

    public void Clear()
    {
        if (_states.Length > Kept)
        {
            _states = new ChoiceState[1];
        }
        else
        {
            Array.Clear(_states);
        }
    }

    /// <exception cref="JsonException">There is no such choice.</exception>
    public ref ChoiceState this[int index]
    {
        get
        {
            if (index is < 0 or >= MostChoices)
            {
                throw new JsonException("A choice has an impossible index.");
            }

            if (index >= _states.Length)
            {
                Array.Resize(ref _states, Math.Max(index + 1, 2 * _states.Length));
            }

            return ref _states[index];
        }
    }

    /// <summary>Whether there was a choice, and every one that began also ended.</summary>
    public bool AllFinished
    {
        get
        {
            var any = false;
            foreach (ref readonly var state in _states.AsSpan())
            {
                if (state.Seen && !state.Finished)
                {
                    return false;
                }

                any |= state.Seen;
            }

            return any;
        }
    }
}
