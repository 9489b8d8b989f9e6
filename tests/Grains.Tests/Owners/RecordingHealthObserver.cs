using System.Threading.Channels;
using Orleans.Gateway.Contracts.Backends;

namespace Orleans.Gateway.Grains.Tests.Owners;

/// <summary>A mirror of backends that writes down what is pushed to it.</summary>
internal sealed class RecordingHealthObserver : IBackendObserver
{
    private readonly Channel<BackendHealth> _pushes = Channel.CreateUnbounded<BackendHealth>();

    /// <summary>The next that is pushed of a phase.</summary>
    public async Task<BackendHealth> NextAsync(CircuitPhase phase, CancellationToken cancellation)
    {
        while (true)
        {
            var health = await _pushes.Reader.ReadAsync(cancellation);
            if (health.Phase == phase)
            {
                return health;
            }
        }
    }

    public ValueTask<long> PublishAsync(string backend, BackendHealth health)
    {
        _pushes.Writer.TryWrite(health);
        return ValueTask.FromResult(health.Version);
    }
}
