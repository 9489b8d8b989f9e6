using System.Text.Json.Serialization;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>
/// A secret in clear, on its way from a document to its sealed form. Lives in memory only: it is no record, has no public property, and
/// neither JSON nor Orleans can serialise its text.
/// </summary>
[JsonConverter(typeof(ClearSecretJson))]
public sealed class ClearSecret
{
    private readonly string? _clear;

    /// <param name="clear">Null: it is in a vault, and nobody has looked.</param>
    internal ClearSecret(string? clear, string? reference)
    {
        _clear = clear;
        Reference = reference;
    }

    private ClearSecret(string mask) => Mask = mask;

    /// <summary>The fingerprint of the stored secret that this one stands for; null when it is a secret of its own.</summary>
    internal string? Mask { get; }

    /// <summary>The text with its references unresolved; null when the document holds the secret itself.</summary>
    internal string? Reference { get; }

    /// <summary>The secret itself, references resolved.</summary>
    /// <exception cref="InvalidOperationException">It is a mask, or in a key vault.</exception>
    public string Reveal() => _clear ?? throw new InvalidOperationException("The text of this secret is not known here: it stands for a stored one, or is in a key vault.");

    internal static ClearSecret Masked(string fingerprint) => new(fingerprint);

    public override string ToString() => "***";
}
