using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>An OpenID Connect issuer on loopback: says where its keys are, and signs whatever a test wants.</summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly ECDsa _p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly WebApplication _app;

    private FakeIssuer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>What it calls itself; null: what it is.</summary>
    public string? Says { get; set; }

    public static async Task<FakeIssuer> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new FakeIssuer(builder.Build());
        issuer._app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer.Says ?? issuer.Url, jwks_uri = $"{issuer.Url}/keys" }));
        issuer._app.MapGet("/keys", () =>
        {
            var parameters = issuer._key.ExportParameters(includePrivateParameters: false);
            var (n, e) = (Base64Url.EncodeToString(parameters.Modulus), Base64Url.EncodeToString(parameters.Exponent));
            return Results.Json(new
            {
                keys = new object[]
                {
                    new { kty = "RSA", use = "sig", kid = "k1", alg = "RS256", n, e },
                    new { kty = "RSA", use = "sig", kid = "any", n, e },
                    Curve("p256", "P-256", issuer._p256),
                    Curve("p384", "P-384", issuer._p384),
                },
            });
        });
        await issuer._app.StartAsync(cancellation);
        return issuer;
    }

    /// <param name="change">What is otherwise than in a good token for an operator.</param>
    public string Token(Action<Dictionary<string, object>>? change = null, string algorithm = "RS256", RSA? key = null, string id = "k1")
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Url, ["aud"] = "gateway", ["iat"] = now, ["nbf"] = now, ["exp"] = now + 600, ["preferred_username"] = "ada@example.org", ["roles"] = new[] { "Operator" },
        };
        change?.Invoke(claims);
        var head = Part(new { alg = algorithm, typ = "JWT", kid = id });
        var text = $"{head}.{Part(claims)}";
        var bytes = System.Text.Encoding.ASCII.GetBytes(text);
        var signature = algorithm switch
        {
            "none" => [],
            "HS256" => HMACSHA256.HashData((key ?? _key).ExportSubjectPublicKeyInfo(), bytes),
            _ when algorithm[0] == 'E' => (id is "p384" ? _p384 : _p256).SignData(bytes, Hash(algorithm)),
            _ => (key ?? _key).SignData(bytes, Hash(algorithm), algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
        };
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _p256.Dispose();
        _p384.Dispose();
    }

    private static HashAlgorithmName Hash(string algorithm) => new($"SHA{algorithm[2..]}");

    private static object Curve(string id, string name, ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new { kty = "EC", use = "sig", kid = id, crv = name, x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) };
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
