using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Grains.Backends.Gates;

/// <summary>The gates of this process by backend id. They outlive changes of their backend and restarts of the silo, and go when it is deleted.</summary>
public sealed class BackendGates
{
    private readonly ConcurrentDictionary<string, Gate> _byBackend = new();
    private readonly Func<string, Gate> _create;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private HashSet<string>? _kept;

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

    /// <summary>The gate of a backend, which is kept from now on. For who knows that the backend exists.</summary>
    public Gate Of(string backend)
    {
        lock (_lock)
        {
            _kept?.Add(backend);
            return _byBackend.GetOrAdd(backend, _create);
        }
    }

    /// <summary>Null: the backend is not known, or not any more.</summary>
    internal Gate? Find(string backend) => _byBackend.GetValueOrDefault(backend);

    /// <summary>Those of other backends go, each when it is done: a backend that comes back before that has its gate, with the calls that are out.</summary>
    internal void Keep(IEnumerable<string> backends)
    {
        lock (_lock)
        {
            _kept = [.. backends];
            LetGo();
        }
    }

    /// <summary>Lets those go that are not kept and were not done before. To be called now and then.</summary>
    internal void LetGo()
    {
        lock (_lock)
        {
            foreach (var (backend, gate) in _byBackend)
            {
                if (_kept?.Contains(backend) is false && gate.IsDone)
                {
                    _byBackend.TryRemove(backend, out _);
                }
            }
        }
    }
}
