using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog;

namespace Orleans.Gateway.Grains.Chat.Formats;

/// <summary>What a backend speaks. A new format is one implementation and one registration.</summary>
public interface IBackendFormat
{
    /// <summary>The word that a document uses for it.</summary>
    string Name { get; }

    /// <summary>How a client of this format is made: a connection, or something built in.</summary>
    internal HttpMessageInvoker ClientOf(string backend, BackendDefinition definition, Uri url);

    /// <summary>What is worth computing once for a version of a backend; handed back in <see cref="BackendView.FormatState"/>.</summary>
    internal object? Prepare(BackendDefinition definition);

    /// <summary>Prepares one attempt, afresh from the client's own body.</summary>
    internal ValueTask<Exchange> OpenAsync(BackendView backend, CallRequest request);
}
