using System.Globalization;
using Orleans.Gateway.Contracts.Audit;

namespace Orleans.Gateway.Grains.Audit;

/// <inheritdoc cref="IAuditGrain"/>
[GrainType("audit")]
internal sealed class AuditGrain([PersistentState("audit")] IPersistentState<AuditState> state) : Grain, IAuditGrain
{
    /// <summary>Records of a page, at most.</summary>
    internal const int PageLength = 50;

    /// <summary>A page with so many characters is full too: each append writes the open page anew.</summary>
    private const int PageCharacters = 256 * 1024;

    /// <summary>How far back the day before is looked for. After a longer silence, a chain begins anew.</summary>
    private const int MostDays = 40;

    private AuditState _current = new();

    private string Day => this.GetPrimaryKeyString();

    // The page that is open has a record in it from the first one of the day on.
    private long Count => _current.Open.Count > 0 ? _current.Open[^1].Sequence : 0;

    private bool IsFull => _current.Open.Count == PageLength || _current.Open.Sum(record => (long)Length(record.Entry)) >= PageCharacters;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("audit", state.State.Schema, 1);
        _current = state.State;
        return Task.CompletedTask;
    }

    public async Task<AuditRecord> AppendAsync(AuditEntry entry)
    {
        var record = AuditChain.Next(_current.Open.Count > 0 ? _current.Open[^1].Hash : await DayBeforeAsync(), Count + 1, entry);
        var next = new AuditState { Pages = _current.Pages, Open = [.. _current.Open, record] };
        if (IsFull)
        {
            // Kept before it leaves the open page: a crash in between keeps it twice, and the same.
            await Page(_current.Pages).KeepAsync(_current.Open);
            next = new AuditState { Pages = _current.Pages + 1, Open = [record] };
        }

        await state.WriteAsync(next);
        _current = next;
        return record;
    }

    public async Task<IReadOnlyList<AuditRecord>> ReadAsync(long? before, int limit)
    {
        var found = new List<AuditRecord>();
        for (var page = await PageOfAsync((before - 1) ?? Count); page >= 0 && found.Count < limit; page--)
        {
            found.AddRange((await RecordsAsync(page)).Where(record => before is null || record.Sequence < before).Reverse().Take(limit - found.Count));
        }

        return found.ToArray();
    }

    public Task<string?> TailAsync() => Task.FromResult(_current.Open.Count > 0 ? _current.Open[^1].Hash : null);

    public async Task<AuditVerification> VerifyAsync()
    {
        var records = new List<AuditRecord>();
        for (var page = 0; page <= _current.Pages; page++)
        {
            records.AddRange(await RecordsAsync(page));
        }

        return records.Count == 0
            ? new(0, null, null, null)
            : new(records.Count, AuditChain.Broken(records), records[0].Previous, records[^1].Hash);
    }

    /// <summary>The page with a record; the last one when there is no such record yet.</summary>
    private async Task<int> PageOfAsync(long sequence)
    {
        if (_current.Open.Count == 0 || sequence >= _current.Open[0].Sequence)
        {
            return _current.Pages;
        }

        // No page has more than PageLength, so it is none before that one; where records are large, it is one behind it.
        var (least, most) = ((int)((Math.Max(sequence, 1) - 1) / PageLength), _current.Pages - 1);
        while (least < most)
        {
            var middle = least + ((most - least) / 2);
            (least, most) = await RecordsAsync(middle) is [.., var last] && last.Sequence >= sequence ? (least, middle) : (middle + 1, most);
        }

        return least;
    }

    private static int Length(AuditEntry entry) => (entry.Before?.Length ?? 0) + (entry.After?.Length ?? 0);

    private async Task<IReadOnlyList<AuditRecord>> RecordsAsync(int page) => page == _current.Pages ? _current.Open : await Page(page).ReadAsync();

    private IAuditPageGrain Page(int number) => GrainFactory.GetGrain<IAuditPageGrain>($"{Day}/{number}");

    // Always to an earlier day, so no two wait for each other.
    private async Task<string> DayBeforeAsync()
    {
        if (!DateOnly.TryParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return AuditChain.Start;
        }

        for (var back = 1; back <= MostDays; back++)
        {
            if (await GrainFactory.GetGrain<IAuditGrain>(day.AddDays(-back).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).TailAsync() is { } tail)
            {
                return tail;
            }
        }

        return AuditChain.Start;
    }
}
