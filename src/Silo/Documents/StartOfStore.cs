namespace Orleans.Gateway.Silo.Documents;

/// <summary>
/// What a node does to the store when its silo has started: what an earlier version has left there is moved, and the document is brought in. One
/// node after the other, each in the light of what the one before has done: mostly there is nothing left for the second.
/// </summary>
internal sealed class StartOfStore(DocumentTurns turns, SubscriptionMigration migration, DocumentApplication document)
{
    /// <exception cref="TurnNotTakenException">It was not this node's turn for 30 seconds.</exception>
    public Task ApplyAsync(IGrainFactory grains, CancellationToken stopping) => turns.TakeAsync(grains, DocumentTurns.OfStart, async () =>
    {
        await migration.ApplyAsync(grains);
        await document.ApplyAsync(grains);
        return true;
    }, stopping);
}
