using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Grains.Tests.Clusters;

public class ClusterTlsTests
{
    [Fact]
    public void A_node_is_one_whose_certificate_the_clusters_own_authority_has_signed()
    {
        using var ours = Authority("ours");
        using var theirs = Authority("theirs");
        using var node = SignedBy(ours);
        using var stranger = SignedBy(theirs);
        using var itself = Authority("itself");

        Assert.True(ClusterTls.IsSignedBy(ours, node));
        Assert.False(ClusterTls.IsSignedBy(ours, stranger));
        Assert.False(ClusterTls.IsSignedBy(ours, itself));
    }

    private static X509Certificate2 Authority(string name)
    {
        var request = new CertificateRequest($"CN={name}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    private static X509Certificate2 SignedBy(X509Certificate2 authority) =>
        new CertificateRequest("CN=node", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256)
            .Create(authority, Now.AddHours(-1), Now.AddHours(1), RandomNumberGenerator.GetBytes(8));

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
