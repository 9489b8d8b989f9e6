using System.Text.Json;
using Orleans.Gateway.Grains.Chat;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>
/// The running texts of one answer: the content, the thinking and every tool call of each choice are texts of their own, since their pieces come
/// in turns. Of what was judged, only the end is kept. Not thread-safe.
/// </summary>
internal sealed class TextLanes : IDisposable
{
    private readonly SortedDictionary<int, Lane> _lanes = [];
    private readonly SortedSet<int> _choices = [];

    /// <summary>Characters of all lanes so far.</summary>
    public long Count { get; private set; }

    public int LaneCount => _lanes.Count;

    /// <summary>The indexes of the choices so far.</summary>
    public IReadOnlyCollection<int> Choices => _choices;

    public void Saw(int choice) => _choices.Add(choice);

    /// <summary>Takes in the value at which the reader stands, and reads to its end.</summary>
    public void Add(int lane, ref Utf8JsonReader reader)
    {
        if (!_lanes.TryGetValue(lane, out var text))
        {
            _lanes[lane] = text = new Lane();
        }

        var before = text.Text.Length;
        SpokenText.Collect(ref reader, text.Text, joined: true);
        Count += TextPieces.Count(text.Text.Span[before..]);
    }

    /// <summary>The texts that have grown since they were last taken, with the end of what was taken then.</summary>
    /// <param name="keep">How much of each is kept for the next time, in characters.</param>
    public List<byte[]> Take(int keep)
    {
        var texts = new List<byte[]>();
        foreach (var (_, lane) in _lanes)
        {
            if (lane.Text.Length > lane.Taken)
            {
                texts.Add(lane.Text.Span.ToArray());
                lane.Keep(keep);
            }
        }

        return texts;
    }

    public void Dispose()
    {
        foreach (var (_, lane) in _lanes)
        {
            lane.Text.Dispose();
        }
    }

    private sealed class Lane
    {
        public PooledBuffer Text { get; private set; } = new(256);

        /// <summary>In bytes.</summary>
        public int Taken { get; private set; }

        public void Keep(int characters)
        {
            var tail = Text.Span[TextPieces.TailStart(Text.Span, characters)..].ToArray();
            Text.Clear();
            tail.CopyTo(Text.GetSpan(tail.Length));
            Text.Advance(tail.Length);
            Taken = tail.Length;
        }
    }
}
