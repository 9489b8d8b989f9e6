using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Access.Subscriptions;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>
/// This process' copy of the catalog, compiled for lookups. Requests read <see cref="Current"/> once and keep what they read; epochs never
/// go backwards. Outlives the silo, so that calls can be served while there is none.
/// </summary>
/// <param name="freshness">Null: on the system's clock, with the default settings.</param>
public sealed class CatalogMirror(CatalogCompiler compiler, Freshness? freshness = null)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile CatalogView _current = CatalogView.Empty;
    private volatile CatalogSnapshot _snapshot = CatalogSnapshot.Empty;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CatalogView Current => _current;

    /// <summary>What <see cref="Current"/> was compiled from.</summary>
    public CatalogSnapshot Snapshot => _snapshot;

    /// <summary>What <see cref="Current"/> finds callers in, in every epoch.</summary>
    public SubscriptionTable Subscriptions => compiler.Subscriptions;

    public CatalogVersion Version => _snapshot.Version;

    /// <summary>How long ago the owner last said that this is what is in force.</summary>
    public Freshness Freshness { get; } = freshness ?? new Freshness(TimeProvider.System);

    /// <summary>Completes with the first catalog.</summary>
    public Task Filled => _filled.Task;

    /// <summary>Completes as soon as another catalog than this one is in force.</summary>
    public Task NextAsync(CatalogVersion than)
    {
        lock (_gate)
        {
            return _snapshot.Version == than ? _changed.Task : Task.CompletedTask;
        }
    }

    /// <summary>Takes a catalog in, if it is newer. Returns what is in force afterwards.</summary>
    public CatalogVersion Apply(CatalogSnapshot snapshot)
    {
        lock (_gate)
        {
            if (snapshot.Epoch > _snapshot.Epoch)
            {
                Replace(snapshot);
            }

            return _snapshot.Version;
        }
    }

    /// <summary>Takes in what was known before this process, if nothing is in force yet. Returns whether it was taken.</summary>
    /// <param name="age">For how long nobody has confirmed it.</param>
    public bool Fill(CatalogSnapshot snapshot, TimeSpan age)
    {
        lock (_gate)
        {
            if (_snapshot.Epoch > 0)
            {
                return false;
            }

            Freshness.Loaded(age);
            Replace(snapshot);
            return true;
        }
    }

    private void Replace(CatalogSnapshot snapshot)
    {
        _current = compiler.Compile(snapshot, _current);
        _snapshot = snapshot;
        _filled.TrySetResult();
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
