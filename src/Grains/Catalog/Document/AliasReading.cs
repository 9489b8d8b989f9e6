using System.Diagnostics.CodeAnalysis;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>What became of the JSON of one alias: either it, or all its mistakes.</summary>
public sealed record AliasReading(AliasDefinition? Alias, IReadOnlyList<DefinitionMistake> Mistakes)
{
    [MemberNotNullWhen(true, nameof(Alias))]
    public bool IsValid => Alias is not null;

    /// <exception cref="DefinitionRejectedException">It has mistakes.</exception>
    public AliasDefinition OrThrow() => Alias ?? throw new DefinitionRejectedException(Mistakes);
}
