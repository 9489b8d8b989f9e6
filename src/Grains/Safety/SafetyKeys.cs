using System.Security.Cryptography;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Caching;

namespace Orleans.Gateway.Grains.Safety;

/// <summary>
/// The keys under which answers to the questions of a policy are remembered: SHA-256 over all that the request would say, and to whom. The severities
/// from which on a text is blocked are none of it, so policies that differ in these alone share what they know.
/// </summary>
internal sealed class SafetyKeys(ContentSafetyDefinition definition)
{
    /// <summary>Begins the key of a text that is analysed; the text follows.</summary>
    public byte[] Analysis { get; } = CacheStamp.Of(
        "analysis", SafetyPolicy.ApiVersion, definition.Endpoint, definition.Categories.Keys.Order(StringComparer.Ordinal).ToArray(), definition.Blocklists, definition.OutputType);

    /// <summary>Begins the key of what users say, where it is shielded alone; the text follows.</summary>
    public byte[] User { get; } = CacheStamp.Of("user", SafetyPolicy.ApiVersion, definition.Endpoint);

    private readonly byte[] _documents = CacheStamp.Of("documents", SafetyPolicy.ApiVersion, definition.Endpoint);

    public UInt256 Of(SafetyQuestion question)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(!question.IsShield ? Analysis : question.Documents.Count == 0 ? User : _documents);
        hash.AppendData(question.Text.Span);
        Span<byte> one = stackalloc byte[32];
        foreach (var document in question.Documents)
        {
            // Each as one of 32 bytes, so that two neighbours cannot be taken for others.
            SHA256.HashData(document.Span, one);
            hash.AppendData(one);
        }

        hash.GetHashAndReset(one);
        return new(one);
    }
}
