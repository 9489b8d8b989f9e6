using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Silo.Front;

/// <summary>References on a front end: those of backends are for the silos to follow, which have the credentials; those of subscription keys are followed here.</summary>
internal sealed class FrontReferences : IReferenceSource
{
    private readonly ProcessReferences _own = new();

    public bool CallsBackends => false;

    public ReferenceValue Environment(string name) => _own.Environment(name);

    public ReferenceValue File(string path) => _own.File(path);
}
