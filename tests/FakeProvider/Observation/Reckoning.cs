namespace Orleans.Gateway.FakeProvider.Observation;

/// <summary>How a call ended for its client.</summary>
public enum ClientEnd
{
    /// <summary>A 200 with everything: a body that parses, or a stream that ended without an error.</summary>
    Whole,

    /// <summary>A 200 that said that it broke off.</summary>
    Broken,

    /// <summary>An error status.</summary>
    Refused,

    /// <summary>The client went away.</summary>
    Left,
}

/// <summary>Holds what clients saw against what the provider did.</summary>
public static class Reckoning
{
    /// <summary>
    /// What does not add up; nothing if each whole answer is exactly one that the provider gave, and each answer that the provider gave reached
    /// its client, unless that one had left.
    /// </summary>
    /// <param name="attempts">Of these clients only.</param>
    /// <param name="clients">By what <paramref name="callOf"/> calls them.</param>
    /// <param name="callOf">Which call an attempt is for. Default: its request id.</param>
    public static IReadOnlyList<string> Of(IEnumerable<LedgerEntry> attempts, IReadOnlyDictionary<string, ClientEnd> clients, Func<LedgerEntry, string>? callOf = null)
    {
        var answers = attempts.GroupBy(callOf ?? (entry => entry.Id)).ToDictionary(call => call.Key, call => call.Count(entry => entry.IsAnswered));
        return
        [
            .. clients.Where(client => !Agree(client.Value, answers.GetValueOrDefault(client.Key)))
                .Select(client => $"{client.Key}: {answers.GetValueOrDefault(client.Key)} answers given, and for the client it was {client.Value}"),
            .. answers.Where(call => call.Value > 0 && !clients.ContainsKey(call.Key)).Select(call => $"{call.Key}: answered, and no client asked"),
        ];
    }

    private static bool Agree(ClientEnd seen, int given) => seen switch
    {
        ClientEnd.Whole => given == 1,
        ClientEnd.Left => given <= 1,
        _ => given == 0,
    };
}
