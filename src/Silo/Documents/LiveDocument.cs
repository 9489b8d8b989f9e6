using System.Buffers;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>All definitions of a running gateway as one document, with the epoch as its tag. What was exported can be applied again: masks stand for what is stored.</summary>
public sealed class LiveDocument
{
    private readonly ISecretSealer _sealer;
    private readonly KeyHasher _hasher;
    private readonly IReferenceSource _references;
    private readonly DocumentTurns _turns;

    internal LiveDocument(ISecretSealer sealer, KeyHasher hasher, IReferenceSource references, DocumentTurns turns) =>
        (_sealer, _hasher, _references, _turns) = (sealer, hasher, new StoredSecrets(references), turns);

    public static async Task<StoredDefinition> ExportAsync(IGrainFactory grains) => Export(await StoredCatalog.ReadAsync(grains));

    /// <summary>What a document would change, as JSON.</summary>
    /// <exception cref="DefinitionRejectedException">All mistakes.</exception>
    public async Task<byte[]> PlanAsync(IGrainFactory grains, ReadOnlyMemory<byte> body)
    {
        var stored = (await StoredCatalog.ReadAsync(grains)).Catalog;
        var wanted = Read(body, stored);
        return Plan(stored, DocumentChanges.Between(wanted, stored), wanted);
    }

    /// <summary>Makes the gateway what the document says, as one epoch; what the document lacks is deleted.</summary>
    /// <remarks>While another document is brought into the store, it waits for 5 seconds, and changes nothing beyond them.</remarks>
    /// <exception cref="DefinitionRejectedException">All mistakes.</exception>
    public async Task<EditResult> ApplyAsync(IGrainFactory grains, ReadOnlyMemory<byte> body, WriteCondition condition, ChangeNote note)
    {
        ArgumentNullException.ThrowIfNull(condition);
        try
        {
            return await _turns.TakeAsync(grains, DocumentTurns.OfOperator, () => ApplyInTurnAsync(grains, body, condition, note));
        }
        catch (TurnNotTakenException)
        {
            return new EditResult(EditProblem.Busy);
        }
    }

    private async Task<EditResult> ApplyInTurnAsync(IGrainFactory grains, ReadOnlyMemory<byte> body, WriteCondition condition, ChangeNote note)
    {
        var seen = await StoredCatalog.ReadAsync(grains);
        var (stored, before) = (seen.Catalog, Export(seen));
        if (condition.Check(before.Tag) is not EditProblem.None and var problem)
        {
            return new EditResult(problem) { Before = before };
        }

        try
        {
            var wanted = Read(body, stored);
            var changes = DocumentChanges.Between(wanted, stored);
            var (epoch, shards) = await DocumentPublication.PublishAsync(grains, changes, stored, note);
            return new EditResult(EditProblem.None) { Before = before, After = await ExportAsync(grains), Plan = Plan(stored, changes, wanted), Epoch = epoch, Shards = shards };
        }
        catch (VersionConflictException)
        {
            return new EditResult(EditProblem.Stale) { Before = await ExportAsync(grains) };
        }
    }

    private static byte[] Plan(CatalogSnapshot stored, DocumentChanges changes, DocumentDefinitions wanted) =>
        JsonBytes.Of(json => DocumentPlan.Write(json, stored, changes, wanted));

    private DocumentDefinitions Read(ReadOnlyMemory<byte> body, CatalogSnapshot stored) =>
        DocumentReader.Read(body.Span, _references).OrThrow().Seal(_sealer, _hasher, DocumentDefinitions.Of(stored));

    private static StoredDefinition Export(StoredCatalog stored)
    {
        var buffer = new ArrayBufferWriter<byte>();
        DocumentWriter.Write(buffer, DocumentDefinitions.Of(stored.Catalog));
        return new StoredDefinition("config", stored.Tag, buffer.WrittenSpan.ToArray());
    }
}
