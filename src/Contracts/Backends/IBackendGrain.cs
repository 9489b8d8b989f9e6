using Orleans.Concurrency;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Contracts.Backends;

/// <summary>Owns one backend: its definition and its counters. Key: the backend's id. Never on the path of a request.</summary>
[Alias("gateway.IBackendGrain"), GrainInterfaceType("gateway.IBackendGrain")]
public interface IBackendGrain : IGrainWithStringKey
{
    /// <summary>The version in force; null when the backend does not exist.</summary>
    [Alias("Get"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<Versioned<BackendDefinition>?> GetAsync();

    /// <summary>Writes a new version without publishing it, as part of a document that is published as one epoch afterwards.</summary>
    /// <param name="published">The version in force, 0 for none: what was written after it, and says the same, is not written again. Null: it is always written.</param>
    [Alias("Store"), ResponseTimeout("00:00:10")]
    Task<Versioned<BackendDefinition>> StoreAsync(BackendDefinition definition, long? published = null);

    /// <summary>Forgets the backend without publishing it. Its versions and counters go on where they ended, should it come back.</summary>
    [Alias("Remove"), ResponseTimeout("00:00:10")]
    Task RemoveAsync();

    /// <summary>
    /// Adds what one silo saw since its last report. Silos report every 100 ms while there is something to report, at once when it could open
    /// the circuit, and one report after the other.
    /// </summary>
    [Alias("Report"), ResponseTimeout("00:00:05")]
    Task ReportAsync(BackendReport report);

    /// <summary>The counters as an operator sees them: since the beginning, and per minute for the last 60 minutes.</summary>
    [Alias("Usage"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<BackendUsage> UsageAsync();

    /// <summary>
    /// Makes a mirror known for 15 seconds, or renews it; mirrors call it every 5. Answers with the health in force if it is newer than
    /// <paramref name="known"/>, otherwise with null. What a mirror knows and the owner does not, since it was activated anew, the owner takes over.
    /// </summary>
    /// <param name="mirror">Unique for a silo and its generation.</param>
    [Alias("Subscribe"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<BackendHealth?> SubscribeAsync(string mirror, IBackendObserver observer, BackendHealth known);

    /// <summary>Asks to be the one who tries an open backend again. Beside the path of requests.</summary>
    [Alias("AcquireProbe"), ResponseTimeout("00:00:02")]
    Task<ProbeLease> AcquireProbeAsync();

    /// <summary>Tells how the probe went. An outcome under a lease that has run out changes nothing.</summary>
    [Alias("SettleProbe"), ResponseTimeout("00:00:05")]
    Task SettleProbeAsync(ProbeResult result);

    /// <summary>Takes the circuit into an operator's hand, or gives it back to its rules. Stored, and published to all silos.</summary>
    [Alias("SetCircuit"), ResponseTimeout("00:00:10")]
    Task<BackendHealth> SetCircuitAsync(CircuitMode mode);

    /// <summary>
    /// Waits up to 2 seconds until every active silo has this version of the health, or a later one, in force. Names those that have not.
    /// </summary>
    /// <param name="version">Of the health that <see cref="SetCircuitAsync"/> answered with.</param>
    [Alias("Acknowledged"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<Acknowledgement> AcknowledgedAsync(long version);

    /// <summary>How the backend is: its circuit, the calls in flight, latency and tokens.</summary>
    [Alias("Health"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<BackendStatus> HealthAsync();
}

/// <summary>The gates of a silo, as a backend's owner sees them.</summary>
[Alias("gateway.IBackendObserver"), GrainInterfaceType("gateway.IBackendObserver")]
public interface IBackendObserver : IGrainObserver
{
    /// <summary>Brings a newer health. Answers with the version that is in force afterwards.</summary>
    [Alias("Publish"), ResponseTimeout("00:00:02")]
    ValueTask<long> PublishAsync(string backend, BackendHealth health);
}
