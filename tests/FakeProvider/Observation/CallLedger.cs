namespace Orleans.Gateway.FakeProvider.Observation;

/// <summary>Every call that reached the provider, in the order of arrival.</summary>
public sealed class CallLedger
{
    private readonly Lock _lock = new();
    private readonly List<LedgerEntry> _entries = [];
    private TaskCompletionSource _changed = NewSignal();

    public IReadOnlyList<LedgerEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Calls whose end has not come.</summary>
    public int Open => Entries.Count(entry => entry.End is CallEnd.Open);

    /// <summary>What bad requests were refused for, in the provider's words.</summary>
    public IReadOnlyList<string> Refusals => [.. Entries.Select(entry => entry.Refusal).OfType<string>()];

    /// <summary>The latest call with that id: an attempt that is repeated keeps its id.</summary>
    public LedgerEntry? Find(string id) => Entries.LastOrDefault(entry => entry.Id == id);

    /// <summary>All attempts with that id, in the order of arrival.</summary>
    public IReadOnlyList<LedgerEntry> AttemptsOf(string id) => [.. Entries.Where(entry => entry.Id == id)];

    /// <summary>Completes when a call is, or comes to be, as asked; with the first such call.</summary>
    public async Task<LedgerEntry> WaitForAsync(Func<LedgerEntry, bool> asked, CancellationToken cancellation)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (Entries.FirstOrDefault(asked) is { } entry)
            {
                return entry;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>Completes when the ledger as a whole is, or comes to be, as asked.</summary>
    public async Task WaitUntilAsync(Func<CallLedger, bool> asked, CancellationToken cancellation)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (asked(this))
            {
                return;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    internal LedgerEntry Add(string? id, ReceivedRequest request, DateTimeOffset now)
    {
        LedgerEntry entry;
        lock (_lock)
        {
            entry = new LedgerEntry(id ?? $"call_{_entries.Count + 1}", request, now, Changed);
            _entries.Add(entry);
        }

        Changed();
        return entry;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Changed() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
}
