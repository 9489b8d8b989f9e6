using System.Text.Json.Serialization;

namespace Orleans.Gateway.Grains.Secrets;

/// <summary>
/// A secret in clear, on its way from a document to its sealed form. Lives in memory only: it is no record, has no public property, and
/// neither JSON nor Orleans can serialise its text.
/// </summary>
[JsonConverter(typeof(ClearSecretJson))]
public sealed class ClearSecret
{
    private readonly string _clear;

    internal ClearSecret(string clear, string? reference)
    {
        _clear = clear;
        Reference = reference;
    }

    private ClearSecret(string mask) => (_clear, Mask) = ("", mask);

    /// <summary>The fingerprint of the stored secret that this one stands for; null when it is a secret of its own.</summary>
    internal string? Mask { get; }

    /// <summary>The text with its references unresolved; null when the document holds the secret itself.</summary>
    internal string? Reference { get; }

    /// <summary>The secret itself, references resolved.</summary>
    public string Reveal() => Mask is null ? _clear : throw new InvalidOperationException("A mask has no text.");

    internal static ClearSecret Masked(string fingerprint) => new(fingerprint);

    public override string ToString() => "***";
}
