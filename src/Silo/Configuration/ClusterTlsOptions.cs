using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>TLS on the connections between silos, and between front ends and silos, both sides with a certificate. Section <c>Gateway:ClusterTls</c>.</summary>
public sealed class ClusterTlsOptions
{
    public const string Section = "Gateway:ClusterTls";

    /// <summary>The node's certificate with its private key, in one PEM file. Read at start.</summary>
    /// <value>Default none: connections are not encrypted.</value>
    public string? CertificateFile { get; set; }

    /// <summary>The authority that has signed the certificates of all nodes, as PEM. Nobody else's are accepted, whatever the machine trusts.</summary>
    /// <value>Default none; needed with <see cref="CertificateFile"/>.</value>
    public string? AuthorityFile { get; set; }

    public bool IsOn => !string.IsNullOrEmpty(CertificateFile);
}

/// <summary>Both files, readable, or none.</summary>
internal sealed class ClusterTlsOptionsRules : IValidateOptions<ClusterTlsOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterTlsOptions options)
    {
        if (!options.IsOn)
        {
            return string.IsNullOrEmpty(options.AuthorityFile)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail("Gateway:ClusterTls:AuthorityFile is set without Gateway:ClusterTls:CertificateFile. Set both, or none.");
        }

        if (string.IsNullOrEmpty(options.AuthorityFile))
        {
            return ValidateOptionsResult.Fail("Gateway:ClusterTls:CertificateFile is set without Gateway:ClusterTls:AuthorityFile. Name the file of the authority that signs the nodes' certificates.");
        }

        return Problem(options.CertificateFile!, nameof(ClusterTlsOptions.CertificateFile), path => X509Certificate2.CreateFromPemFile(path).Dispose())
            ?? Problem(options.AuthorityFile, nameof(ClusterTlsOptions.AuthorityFile), path => X509CertificateLoader.LoadCertificateFromFile(path).Dispose())
            ?? ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult? Problem(string path, string setting, Action<string> read)
    {
        try
        {
            read(path);
            return null;
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return ValidateOptionsResult.Fail($"Gateway:ClusterTls:{setting} cannot be read ({error.GetType().Name}). It is a PEM file that this process may read.");
        }
    }
}
