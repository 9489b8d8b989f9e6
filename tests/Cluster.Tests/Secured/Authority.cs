using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Orleans.Gateway.Cluster.Tests.Secured;

/// <summary>An authority that signs certificates of nodes, for a test.</summary>
internal sealed class Authority : IDisposable
{
    private readonly X509Certificate2 _certificate;

    public Authority(string folder, string name)
    {
        var request = new CertificateRequest($"CN={name}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        AuthorityFile = Path.Combine(folder, $"{name}.pem");
        File.WriteAllText(AuthorityFile, _certificate.ExportCertificatePem());

        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var node = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256).Create(_certificate, Now.AddHours(-1), Now.AddHours(1), RandomNumberGenerator.GetBytes(8));
        CertificateFile = Path.Combine(folder, $"{name}-node.pem");
        File.WriteAllText(CertificateFile, $"{node.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    public string AuthorityFile { get; }

    /// <summary>A node's certificate and key.</summary>
    public string CertificateFile { get; }

    public (string Name, string Value)[] Settings => [("ClusterTls__CertificateFile", CertificateFile), ("ClusterTls__AuthorityFile", AuthorityFile)];

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Dispose() => _certificate.Dispose();
}
