using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orleans.Gateway.Api.Errors;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Api.Access;

/// <summary>Reads the tokens of clients, each by the rules of the issuer that it names. A request waits for nobody. Thread-safe.</summary>
internal sealed class ClientTokens : BackgroundService
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly IssuerKeys[] _issuers;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ILogger _logger;
    private int _isTold;

    public ClientTokens(IOptions<ClientJwtOptions> options, TimeProvider time, ILogger<ClientTokens> logger)
    {
        var all = options.Value.All();
        _logger = logger;
        _issuers = [.. all.Select(entry => new IssuerKeys(entry.Setting, entry.Issuer, [.. all.Where(other => other.Setting != entry.Setting)], _http, time, logger))];
    }

    /// <summary>Whether what a client sent is for this to read, and not a key.</summary>
    public bool Takes(ReadOnlySpan<char> sent) => _issuers.Length > 0 && sent.StartsWith("ey") && sent.Count('.') == 2;

    /// <summary>The claims of a token that is right in every way; else what its sender is told.</summary>
    public async ValueTask<(IReadOnlyList<KeyValuePair<string, string>> Claims, GatewayError? Refused)> ReadAsync(string sent)
    {
        if (Parse(sent) is not { } token)
        {
            return ([], TokenErrors.Of(null));
        }

        if (Array.Find(_issuers, issuer => issuer.Rules?.ValidIssuer == token.Issuer) is not { Rules: { } rules } named)
        {
            // One that has not answered yet may be the one.
            return ([], Array.Exists(_issuers, issuer => !issuer.HasAnswered) ? TokenErrors.IssuerUnknown : TokenErrors.Of(null));
        }

        if (!named.IsCalledByItsAddress && Array.Exists(_issuers, issuer => !issuer.HasAnswered))
        {
            return ([], TokenErrors.IssuerUnknown);
        }

        if (Array.FindLast(_issuers, issuer => issuer.Rules?.ValidIssuer == token.Issuer) is { } other && other != named)
        {
            // Whose it is nobody can tell, and one of them may mean to be taken for the other.
            if (Interlocked.Exchange(ref _isTold, 1) == 0)
            {
                _logger.IssuersHaveOneName(named.Setting, other.Setting);
            }

            return ([], TokenErrors.Of(null));
        }

        var result = await _handler.ValidateTokenAsync(token, rules);
        if (result.IsValid)
        {
            return (named.Claims(token), null);
        }

        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            named.Miss();
        }

        return ([], TokenErrors.Of(result.Exception));
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_issuers.Select(issuer => issuer.FetchAsync(stoppingToken)));

    private JsonWebToken? Parse(string sent)
    {
        try
        {
            return _handler.ReadJsonWebToken(sent);
        }
        catch (Exception error) when (error is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }
}
