namespace Orleans.Gateway.Grains.Secrets;

/// <summary>The <see cref="MasterKey.Id"/> of each key under which this process can open what is sealed. Others seal under none that a silo lacks.</summary>
public sealed record OpenableKeys(IReadOnlyList<string> Ids);
