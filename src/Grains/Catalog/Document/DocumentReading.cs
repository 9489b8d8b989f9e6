using System.Diagnostics.CodeAnalysis;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>What became of a document: either it, or all its mistakes.</summary>
public sealed record DocumentReading(GatewayDocument? Document, IReadOnlyList<DefinitionMistake> Mistakes)
{
    [MemberNotNullWhen(true, nameof(Document))]
    public bool IsValid => Document is not null;

    /// <exception cref="DefinitionRejectedException">It has mistakes.</exception>
    public GatewayDocument OrThrow() => Document ?? throw new DefinitionRejectedException(Mistakes);
}
