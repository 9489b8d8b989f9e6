namespace Orleans.Gateway.Contracts.Errors;

/// <summary>Somebody else changed it first.</summary>
/// <param name="current">The version that is in force; 0 when it does not exist.</param>
[GenerateSerializer, Alias("gateway.VersionConflictException")]
public sealed class VersionConflictException(long current) : Exception($"The version in force is {current}.")
{
    [Id(0)] public long Current { get; } = current;
}
