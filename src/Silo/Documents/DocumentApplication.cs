using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Documents;

/// <summary>
/// Brings the document into the store: into an empty one always, into another one only when it is to be enforced. All of it is one epoch, so that
/// no request ever sees a half of it.
/// </summary>
internal sealed class DocumentApplication(
    StartDocument document, ISecretSealer sealer, KeyHasher hasher, IOptions<NodeOptions> options, ILogger<DocumentApplication> logger)
{
    /// <summary>How often it is made for the catalog that there is: operators may change it meanwhile.</summary>
    private const int MostTries = 5;

    /// <exception cref="VersionConflictException">The catalog was changed meanwhile each time.</exception>
    public async Task ApplyAsync(IGrainFactory grains)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await ApplyOnceAsync(grains);
                return;
            }
            catch (VersionConflictException) when (tries < MostTries)
            {
                // Another change came first; the document is compared with what there is now.
            }
        }
    }

    private async Task ApplyOnceAsync(IGrainFactory grains)
    {
        var stored = (await StoredCatalog.ReadAsync(grains)).Catalog;
        if (document.Document is not { } wanted || (document.IsBuiltIn && stored.Epoch > 0))
        {
            return;
        }

        var definitions = wanted.Seal(sealer, hasher, DocumentDefinitions.Of(stored));
        if (stored.Epoch == 0 || options.Value.ConfigMode is ConfigMode.Enforce)
        {
            var changes = DocumentChanges.Between(definitions, stored);
            if (!changes.IsEmpty)
            {
                logger.DocumentIsApplied(changes.Count);
                var (epoch, _) = await DocumentPublication.PublishAsync(grains, changes, stored, ChangeNote.Document);
                logger.DocumentApplied(epoch);
            }

            return;
        }

        if (DocumentDifference.Between(wanted, stored, hasher, sealer) is { Count: > 0 } differences)
        {
            const int shown = 10;
            logger.DocumentDiffers(differences.Count, string.Join(", ", differences.Take(shown)) + (differences.Count > shown ? ", …" : ""));
        }
    }
}
