using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Translations;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads how a backend is reached: <c>egress</c>, <c>caFile</c> and <c>proxy</c>.</summary>
internal static class EgressSection
{
    private const int LongestPath = 1_024;

    private static readonly WordTable<string> Rules = new((EgressRules.Any, EgressRules.Any), (EgressRules.PublicOnly, EgressRules.PublicOnly));

    /// <summary>The definition, with what the section says of it.</summary>
    public static BackendDefinition Read(Section section, BackendDefinition definition, IReferenceSource references)
    {
        var (egress, file, proxy) = (section["egress"], section["caFile"], section["proxy"]);
        var read = definition with
        {
            Egress = egress?.Word(Rules) ?? definition.Egress,
            CaFile = file?.Text(LongestPath),
            Proxy = proxy?.Text(UrlRules.MaxLength),
        };
        if (read.Egress == EgressRules.PublicOnly)
        {
            RefuseWhatIsPrivate(section, egress!, proxy, definition.Url);
        }

        if (read.Proxy is { } url && ProxyProblem(url) is { } problem)
        {
            proxy!.Refuse(problem);
        }

        if (read.CaFile is { } path)
        {
            RefuseAFileThatIsOfNoUse(file!, path, read, references);
        }

        return read;
    }

    private static void RefuseWhatIsPrivate(Section section, Node egress, Node? proxy, string? url)
    {
        if (proxy is not null)
        {
            // The proxy looks the name up, and may live in a private network itself.
            egress.Refuse("cannot be kept with a proxy, which connects in the gateway's place. Remove one of the two, and let the proxy decide.");
        }
        else if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address) && ForbiddenAddresses.IsPrivate(address))
        {
            section["url"]!.Refuse("leads to a private address, and egress is public-only. Use a public one, or remove egress.");
        }
    }

    private static string? ProxyProblem(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.Host.Length == 0
            ? "is not an absolute http or https URL. Write one such as \"http://proxy.example:3128\"."
        : uri.UserInfo.Length > 0 ? "has a user name or password in it, which is not part of this version. Use a proxy that knows the gateway by its address."
        : uri.PathAndQuery != "/" || uri.Fragment.Length > 0 ? "has a path, which a proxy has no use for. Remove it."
        : UrlRules.Problem(url);

    private static void RefuseAFileThatIsOfNoUse(Node file, string path, BackendDefinition read, IReferenceSource references)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            file.Refuse("is not an absolute path. Write one such as \"/etc/gateway/ca.pem\", which is the same on every node.");
        }
        else if (IsPlain(read.Url) && (read.Proxy is null || IsPlain(read.Proxy)))
        {
            file.Refuse("has no effect, since nothing here is https. Use an https URL, or remove the property.");
        }
        else if (references.CallsBackends)
        {
            var found = references.File(path);
            if (found.Problem is { } problem)
            {
                file.Refuse($"{problem}. Write the path of a PEM file on every node that calls backends.");
            }
            else if (!HasCertificate(found.Text!))
            {
                file.Refuse($"the file {path} has no certificate that can be read. Write the path of a PEM file, with -----BEGIN CERTIFICATE----- in it.");
            }
        }
    }

    private static bool IsPlain(string? url) => url?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) is true;

    private static bool HasCertificate(string pem)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
