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
    [Alias("Store"), ResponseTimeout("00:00:10")]
    Task<Versioned<BackendDefinition>> StoreAsync(BackendDefinition definition);

    /// <summary>Forgets the backend without publishing it. Its versions and counters go on where they ended, should it come back.</summary>
    [Alias("Remove"), ResponseTimeout("00:00:10")]
    Task RemoveAsync();

    /// <summary>Adds what one silo counted since its last report; silos report every 100 ms while there is something to report.</summary>
    [Alias("Report"), ResponseTimeout("00:00:05")]
    Task ReportAsync(BackendCounts counts);

    /// <summary>The counters as an operator sees them: since the beginning, and per minute for the last 60 minutes.</summary>
    [Alias("Usage"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<BackendUsage> UsageAsync();
}
