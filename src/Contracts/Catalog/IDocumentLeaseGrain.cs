namespace Orleans.Gateway.Contracts.Catalog;

/// <summary>
/// Says which process may bring a whole document into the store: one at a time. One activation, key 0; in memory only, since one that begins anew
/// costs nothing but work that is done twice: owners do not write again what they have written, and the second publication is of no effect.
/// </summary>
[Alias("gateway.IDocumentLeaseGrain"), GrainInterfaceType("gateway.IDocumentLeaseGrain")]
public interface IDocumentLeaseGrain : IGrainWithIntegerKey
{
    /// <summary>Asks for the lease, which runs for 10 seconds, or renews it. False: another has it.</summary>
    /// <param name="holder">Drawn by the asker for each time that it wants the lease.</param>
    [Alias("Acquire"), ResponseTimeout("00:00:05")]
    Task<bool> AcquireAsync(Guid holder);

    /// <summary>Gives the lease back; changes nothing when another has it.</summary>
    [Alias("Release"), ResponseTimeout("00:00:05")]
    Task ReleaseAsync(Guid holder);
}
