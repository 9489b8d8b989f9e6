using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using Orleans.Gateway.Silo.Configuration;
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

    [Fact]
    public void Where_a_certificate_says_that_its_authority_can_be_fetched_nobody_goes()
    {
        using var place = new Place();
        using var ours = Authority("ours");
        using var theirs = Authority("theirs");
        using var stranger = SignedBy(theirs, place.Extension);

        Assert.False(ClusterTls.IsSignedBy(ours, stranger));
        Assert.False(place.WasAsked);
    }

    /// <summary>The connection builds a chain of its own, before it asks what to make of a certificate.</summary>
    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nor_does_the_connection_on_either_side(bool isServerTheStranger)
    {
        using var place = new Place();
        using var ours = Authority("ours");
        using var theirs = Authority("theirs");
        using var node = Whole(SignedBy(ours));
        using var stranger = Whole(SignedBy(theirs, place.Extension));
        var tls = Applied(ours, node);
        var (asServer, asClient) = (new TlsServerAuthenticationOptions(), new TlsClientAuthenticationOptions());
        tls.OnAuthenticateAsServer?.Invoke(null!, asServer);
        tls.OnAuthenticateAsClient?.Invoke(null!, asClient);
        var (server, client) = ((SslServerAuthenticationOptions)asServer.SslServerAuthenticationOptions, (SslClientAuthenticationOptions)asClient.SslClientAuthenticationOptions);
        // Who shows a certificate would look for its issuer as well; the stranger does not.
        server.ServerCertificateContext = SslStreamCertificateContext.Create(isServerTheStranger ? stranger : node, null, offline: true);
        client.ClientCertificateContext = SslStreamCertificateContext.Create(isServerTheStranger ? node : stranger, null, offline: true);
        var refused = 0;
        server.ClientCertificateRequired = true;
        server.RemoteCertificateValidationCallback = (_, certificate, _, _) => Refuses(certificate, isServerTheStranger);
        client.RemoteCertificateValidationCallback = (_, certificate, _, _) => Refuses(certificate, !isServerTheStranger);

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var outgoing = new TcpClient();
        await outgoing.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var incoming = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var serving = new SslStream(incoming.GetStream());
        await using var calling = new SslStream(outgoing.GetStream());
        await Task.WhenAll(
            serving.AuthenticateAsServerAsync(server, TestContext.Current.CancellationToken), calling.AuthenticateAsClientAsync(client, TestContext.Current.CancellationToken));

        Assert.Equal(1, refused);
        Assert.False(place.WasAsked);

        // Whom to let in is not what is asked here, so that the hands are shaken to the end.
        bool Refuses(X509Certificate? certificate, bool isNode)
        {
            Assert.Equal(isNode, ClusterTls.IsSignedBy(ours, (X509Certificate2)certificate!));
            refused += isNode ? 0 : 1;
            return true;
        }
    }

    private static TlsOptions Applied(X509Certificate2 authority, X509Certificate2 node)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-tls-");
        try
        {
            var (certificateFile, authorityFile) = (Path.Combine(folder.FullName, "node.pem"), Path.Combine(folder.FullName, "authority.pem"));
            File.WriteAllText(authorityFile, authority.ExportCertificatePem());
            File.WriteAllText(certificateFile, $"{node.ExportCertificatePem()}\n{node.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}");
            var tls = new TlsOptions();
            ClusterTls.Apply(new ClusterTlsOptions { CertificateFile = certificateFile, AuthorityFile = authorityFile }, tls);
            return tls;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static X509Certificate2 Authority(string name)
    {
        var request = new CertificateRequest($"CN={name}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    private static X509Certificate2 SignedBy(X509Certificate2 authority, params X509Extension[] extensions)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        return request.Create(authority, Now.AddHours(-1), Now.AddHours(1), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }

    /// <summary>As a connection can use it.</summary>
    private static X509Certificate2 Whole(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
        }
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Where a certificate says that the one of its issuer is to be had.</summary>
    private sealed class Place : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Place() => _listener.Start();

        public X509Extension Extension => new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [$"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/authority.cer"]);

        public bool WasAsked => _listener.Pending();

        public void Dispose() => _listener.Dispose();
    }
}
