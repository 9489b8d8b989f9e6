using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Portal.Tests.Host;

/// <summary>
/// An OpenID Connect issuer on loopback that is strict about the authorization code flow: a known client, PKCE with SHA-256, a code that counts once, the same
/// address at both steps. Everybody who asks is let in as Ada, with the claims that the test wants.
/// </summary>
internal sealed class CodeIssuer : IAsyncDisposable
{
    public const string Client = "gateway-portal";
    public const string Secret = "a-secret-between-issuer-and-gateway";

    private readonly RSA _key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, Asked> _codes = new();
    private readonly WebApplication _app;

    private CodeIssuer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>What is otherwise than in a good token for an operator.</summary>
    public Action<Dictionary<string, object>>? Change { get; set; }

    /// <summary>Signs with it instead of the key that everybody can look up.</summary>
    public RSA? Forger { get; set; }

    /// <summary>The error with which it answers whoever brings a code; null: it gives a token.</summary>
    public string? Refuses { get; set; }

    /// <summary>Whether it says where people sign out.</summary>
    public bool HasSignOut { get; set; } = true;

    /// <summary>The client secret that came with the last code; null: none did.</summary>
    public string? SecretSeen { get; private set; }

    /// <summary>The last ID token that it gave.</summary>
    public string? Given { get; private set; }

    public static async Task<CodeIssuer> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new CodeIssuer(builder.Build());
        issuer.Map();
        await issuer._app.StartAsync(cancellation);
        return issuer;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private void Map()
    {
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Url,
            authorization_endpoint = $"{Url}/authorize",
            token_endpoint = $"{Url}/token",
            jwks_uri = $"{Url}/keys",
            end_session_endpoint = HasSignOut ? $"{Url}/leave" : null,
        }));
        _app.MapGet("/keys", () =>
        {
            var parameters = _key.ExportParameters(includePrivateParameters: false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "k1", alg = "RS256", n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) } } });
        });
        _app.MapGet("/authorize", (HttpRequest request) => Results.Content(
            $"<!doctype html><title>Directory</title><form method=post action=\"/authorize{request.QueryString}\"><button>Go on as Ada</button></form>", "text/html"));
        _app.MapPost("/authorize", Approve);
        _app.MapGet("/favicon.ico", () => Results.NoContent());
        _app.MapPost("/token", (Delegate)ExchangeAsync);
        _app.MapGet("/leave", (string client_id, string post_logout_redirect_uri) => client_id == Client ? Results.Redirect(post_logout_redirect_uri) : Results.BadRequest());
    }

    private IResult Approve(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != Client || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["nonce"].ToString().Length == 0 || !query["scope"].ToString().Split(' ').Contains("openid"))
        {
            return Results.BadRequest();
        }

        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _codes[code] = new(query["redirect_uri"]!, query["code_challenge"]!, query["nonce"]!);
        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
    }

    private async Task<IResult> ExchangeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        SecretSeen = form["client_secret"].ToString() is { Length: > 0 } secret ? secret : null;
        if (Refuses is { } error)
        {
            return Results.Json(new { error, error_description = "https://issuer.internal/why and a secret" }, statusCode: 401);
        }

        var proof = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return form["grant_type"] == "authorization_code" && _codes.TryRemove(form["code"].ToString(), out var asked) && asked.Challenge == proof && asked.RedirectUri == form["redirect_uri"] && form["client_id"] == Client
            ? Results.Json(new { token_type = "Bearer", access_token = "opaque", expires_in = 600, id_token = Given = Token(asked.Nonce) })
            : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }

    private string Token(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Url, ["aud"] = Client, ["iat"] = now, ["nbf"] = now, ["exp"] = now + 600, ["sub"] = "1234", ["azp"] = Client, ["nonce"] = nonce, ["preferred_username"] = "ada@example.org", ["roles"] = new[] { "Operator" },
        };
        Change?.Invoke(claims);
        var text = $"{Part(new { alg = "RS256", typ = "JWT", kid = "k1" })}.{Part(claims)}";
        return $"{text}.{Base64Url.EncodeToString((Forger ?? _key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    private sealed record Asked(string RedirectUri, string Challenge, string Nonce);
}
