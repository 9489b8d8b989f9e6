using System.Collections.Concurrent;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>The tallies of this process by backend id. They outlive changes of the catalog and restarts of the silo.</summary>
public sealed class BackendTallies
{
    private readonly ConcurrentDictionary<string, BackendTally> _byBackend = new();

    internal IEnumerable<KeyValuePair<string, BackendTally>> All => _byBackend;

    public BackendTally Of(string backend) => _byBackend.GetOrAdd(backend, static _ => new BackendTally());
}
