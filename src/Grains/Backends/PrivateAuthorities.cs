using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>
/// Authorities of a file that are trusted beside those of the machine. They are asked only about a certificate that is right in every other way, so
/// the name that was called and the dates count as ever. A file that was replaced is read again. Thread-safe.
/// </summary>
internal sealed class PrivateAuthorities
{
    /// <summary>What the certificate of a server has to be for.</summary>
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private readonly string _path;
    private volatile Known _known;

    /// <exception cref="ArgumentException">The file cannot be read, or has no certificate.</exception>
    public PrivateAuthorities(string path)
    {
        _path = path;
        try
        {
            _known = Read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ArgumentException($"The certificates in the file {path} cannot be read ({error.GetType().Name}).", nameof(path), error);
        }

        if (_known.Certificates.Count == 0)
        {
            throw new ArgumentException($"The file {path} has no certificate in it.", nameof(path));
        }
    }

    public bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors is not SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return errors is SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(Current().Certificates);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var shown = new X509Certificate2(certificate);
        return own.Build(shown);
    }

    /// <summary>What was read last stays in force while the file cannot be read, as in the middle of being replaced.</summary>
    private Known Current()
    {
        var known = _known;
        try
        {
            return File.GetLastWriteTimeUtc(_path) == known.Written ? known : _known = Read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return known;
        }
    }

    private Known Read()
    {
        var written = File.GetLastWriteTimeUtc(_path);
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(File.ReadAllText(_path));
        return new(written, certificates);
    }

    private sealed record Known(DateTime Written, X509Certificate2Collection Certificates);
}
