using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>The gates of this process by backend id. They outlive changes of the catalog and restarts of the silo.</summary>
public sealed class BackendGates
{
    private readonly ConcurrentDictionary<string, Gate> _byBackend = new();
    private readonly Func<string, Gate> _create;
    private readonly TimeProvider _time;

    /// <param name="metrics">Null: nothing is measured.</param>
    /// <param name="logger">Null: nothing is logged.</param>
    public BackendGates(TimeProvider time, GateMetrics? metrics = null, ILogger<BackendGates>? logger = null)
    {
        _time = time;
        _create = id => new Gate(id, this, time, metrics, logger);
        metrics?.Observe(this);
    }

    /// <summary>The clock of all gates: monotonic, and of this process alone.</summary>
    internal TimeSpan Now => _time.GetElapsedTime(0);

    internal IEnumerable<Gate> All => _byBackend.Values;

    /// <summary>Null while the process has no silo: then each gate goes by what it sees itself.</summary>
    internal IGateLink? Link { get; set; }

    public Gate Of(string backend) => _byBackend.GetOrAdd(backend, _create);
}
