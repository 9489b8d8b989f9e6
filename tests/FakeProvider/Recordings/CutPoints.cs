using System.Text.Json;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Recordings;

/// <summary>What a stream had said up to a byte.</summary>
/// <param name="Ended">
/// Whether the answer was complete: for Anthropic once it had a reason to stop, for OpenAI once it said <c>[DONE]</c> or every choice that began
/// had its finish reason.
/// </param>
/// <param name="FinishReasons">How many had been told.</param>
public readonly record struct Said(bool Ended, int FinishReasons);

/// <summary>
/// Tells for every byte of a stream whether a reader who got that far has a complete answer: what the gateway's own view is held against. A last
/// line without its end counts if it is whole JSON.
/// </summary>
public sealed class CutPoints
{
    private readonly Dialect _dialect;
    private readonly byte[] _stream;
    private readonly List<(int Start, State Before)> _lines = [];

    public CutPoints(Dialect dialect, byte[] stream)
    {
        (_dialect, _stream) = (dialect, stream);
        var state = default(State);
        for (var start = 0; start <= stream.Length;)
        {
            _lines.Add((start, state));
            var length = stream.AsSpan(start).IndexOf((byte)'\n');
            var end = length < 0 ? stream.Length : start + length;
            state = After(state, stream.AsSpan(start, end - start));
            start = end + 1;
        }
    }

    /// <summary>The offsets at which an event ends, and those beside them.</summary>
    public IEnumerable<int> Borders() =>
        Enumerable.Range(0, _stream.Length - 1).Where(at => _stream.AsSpan(at, 2).SequenceEqual("\n\n"u8)).SelectMany(at => (int[])[at, at + 1, at + 2]).Where(at => at <= _stream.Length).Distinct();

    /// <param name="cut">How many bytes arrived.</param>
    public Said At(int cut)
    {
        var line = _lines.FindLastIndex(line => line.Start <= cut);
        var (start, before) = _lines[line];
        var state = After(before, _stream.AsSpan(start, cut - start));
        return new Said(_dialect is Dialect.Anthropic ? state.Reasons > 0 : state.Done || (state.Began != 0 && state.Began == state.Finished), state.Reasons);
    }

    private State After(State state, ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data:"u8))
        {
            return state;
        }

        var data = line[5..].Trim(" \r"u8);
        if (data.SequenceEqual("[DONE]"u8))
        {
            return state with { Done = state.Began != 0 || state.Any };
        }

        try
        {
            var json = JsonElement.Parse(data);
            return _dialect is Dialect.Anthropic ? Message(state, json) : Chunk(state, json);
        }
        catch (JsonException)
        {
            return state; // Half an event.
        }
    }

    private static State Message(State state, JsonElement json) =>
        (json.Get("delta").Text("stop_reason") ?? json.Get("message").Text("stop_reason")) is { Length: > 0 } ? state with { Reasons = state.Reasons + 1 } : state;

    private static State Chunk(State state, JsonElement json)
    {
        state.Any = true;
        foreach (var choice in json.Get("choices").Items())
        {
            var bit = 1UL << (choice.Get("index") is { ValueKind: JsonValueKind.Number } index ? index.GetInt32() : 0);
            state.Began |= bit;
            if (choice.Text("finish_reason") is not null)
            {
                state.Finished |= bit;
                state.Reasons++;
            }
        }

        return state;
    }

    private record struct State(bool Any, bool Done, ulong Began, ulong Finished, int Reasons);
}
