namespace Orleans.Gateway.Api.Tests.Host;

/// <summary>For what only shows in a process that does nothing else: how soon something is noticed, how much memory is held.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
