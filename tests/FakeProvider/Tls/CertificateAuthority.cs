using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Gateway.FakeProvider.Tls;

/// <summary>Issues certificates, good and bad, for providers on loopback. Whoever shall take the good ones has to trust <see cref="Pem"/>.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private readonly X509Certificate2 _root;
    private readonly DateTimeOffset _now;

    /// <param name="name">What its certificates name as their issuer.</param>
    public CertificateAuthority(string name, TimeProvider? time = null)
    {
        _now = (time ?? TimeProvider.System).GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(_now.AddYears(-2), _now.AddYears(2));
    }

    /// <summary>The root's own certificate.</summary>
    public string Pem => _root.ExportCertificatePem();

    /// <summary>For 127.0.0.1, and valid now.</summary>
    public X509Certificate2 Good() => Issue(_now.AddDays(-1), _now.AddDays(1), "127.0.0.1");

    public X509Certificate2 Expired() => Issue(_now.AddDays(-30), _now.AddDays(-1), "127.0.0.1");

    public X509Certificate2 NotYetValid() => Issue(_now.AddDays(1), _now.AddDays(30), "127.0.0.1");

    /// <summary>For a host of that name, wherever it is shown.</summary>
    public X509Certificate2 For(string host) => Issue(_now.AddDays(-1), _now.AddDays(1), host);

    /// <summary>For 127.0.0.1, and nobody's word for it but its own.</summary>
    public X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Request(key, "127.0.0.1").CreateSelfSigned(_now.AddDays(-1), _now.AddDays(1));
        return Usable(certificate);
    }

    public void Dispose() => _root.Dispose();

    private static CertificateRequest Request(ECDsa key, string host)
    {
        var request = new CertificateRequest("CN=canary-account.openai.azure.com", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false)); // a server's
        return request;
    }

    private X509Certificate2 Issue(DateTimeOffset from, DateTimeOffset to, string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Request(key, host).Create(_root, from, to, RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return Usable(withKey);
    }

    // A key that lives only in memory is not taken by every platform's TLS.
    private static X509Certificate2 Usable(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
