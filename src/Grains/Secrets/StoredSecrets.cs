namespace Orleans.Gateway.Grains.Secrets;

/// <summary>References of what is written over something stored: a mask with the fingerprint of the stored secret leaves it as it is.</summary>
public sealed class StoredSecrets(IReferenceSource references) : IReferenceSource
{
    public bool KnowsMasks => true;

    public ReferenceValue Environment(string name) => references.Environment(name);

    public ReferenceValue File(string path) => references.File(path);
}
