using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Mirrors;

/// <summary>
/// This process' copy of the catalog, compiled for lookups. Requests read <see cref="Current"/> once and keep what they read; epochs never
/// go backwards. Outlives the silo, so that calls can be served while there is none.
/// </summary>
public sealed class CatalogMirror(CatalogCompiler compiler)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile CatalogView _current = CatalogView.Empty;

    public CatalogView Current => _current;

    /// <summary>Completes with the first catalog.</summary>
    public Task Filled => _filled.Task;

    /// <summary>Takes a catalog in, if it is newer. Returns the epoch that is in force afterwards.</summary>
    public long Apply(CatalogSnapshot snapshot)
    {
        lock (_gate)
        {
            if (snapshot.Epoch > _current.Epoch)
            {
                _current = compiler.Compile(snapshot, _current);
                _filled.TrySetResult();
            }

            return _current.Epoch;
        }
    }
}
