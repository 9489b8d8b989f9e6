using System.Security.Cryptography.X509Certificates;

namespace Orleans.Gateway.FakeProvider;

public sealed record ScriptedProviderOptions
{
    /// <summary>The keys that are accepted. Default: any key that is not empty.</summary>
    public IReadOnlySet<string>? Keys { get; init; }

    /// <summary>
    /// Further models, deployment names for instance, each with the known model that it behaves like:
    /// <c>["my-deployment"] = "claude-sonnet-4-6"</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    /// <summary>Anthropic merges adjacent turns of one role; its older versions and other servers of its format refuse them. Default: refused.</summary>
    public bool RolesMustAlternate { get; init; } = true;

    /// <summary>
    /// HTTP/2, for many streams on few connections: with prior knowledge, or with a certificate for callers that ask for it. Breaking off at a
    /// byte is an HTTP/1.1 affair. Default: HTTP/1.1.
    /// </summary>
    public bool Http2 { get; init; }

    /// <summary>What the provider shows over TLS, right or wrong (<see cref="Tls.CertificateAuthority"/>). Default: no TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>For pauses and time stamps. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
