using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>Mutual TLS between the nodes: a node is one whose certificate the cluster's own authority has signed. Names are not compared, since silos are known by address.</summary>
internal static class ClusterTls
{
    /// <summary>Sent as the server's name, which TLS wants to have one.</summary>
    private const string ServerName = "orleans-gateway";

    public static void Apply(ClusterTlsOptions options, TlsOptions tls)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(options.AuthorityFile!);
        tls.LocalCertificate = X509Certificate2.CreateFromPemFile(options.CertificateFile!);
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (certificate, _, _) => IsSignedBy(authority, certificate);
        tls.OnAuthenticateAsClient = (_, client) =>
        {
            client.TargetHost = ServerName;
            ((SslClientAuthenticationOptions)client.SslClientAuthenticationOptions).CertificateChainPolicy = Policy(authority);
        };
        tls.OnAuthenticateAsServer = (_, server) => ((SslServerAuthenticationOptions)server.SslServerAuthenticationOptions).CertificateChainPolicy = Policy(authority);
    }

    internal static bool IsSignedBy(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(authority) };
        return chain.Build(certificate);
    }

    /// <summary>For the connection itself too, which looks for the issuers of a certificate before anybody here is asked about it.</summary>
    private static X509ChainPolicy Policy(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            // Else whoever reaches the port has the node fetch an address of their choice.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }
}
