namespace Orleans.Gateway.Contracts.Backends;

/// <summary>Asks one backend for a word, as this process would call it.</summary>
public interface IBackendProbe
{
    /// <summary>Null: this process knows no such backend, or cannot use it, for example because its credential cannot be opened.</summary>
    Task<BackendProbed?> AskAsync(string backend, CancellationToken cancellation);
}

/// <summary>How a backend answered.</summary>
/// <param name="Answered">Whether there was an answer with all that one has.</param>
/// <param name="Status">The provider's HTTP status; null where there was none.</param>
/// <param name="Reply">The first words of the model; null without an answer.</param>
/// <param name="Problem">What went wrong, without addresses, keys and names of accounts; null when nothing did.</param>
public sealed record BackendProbed(bool Answered, int? Status, TimeSpan Took, string? Reply, string? Problem);
