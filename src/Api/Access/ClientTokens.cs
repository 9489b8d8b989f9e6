using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Orleans.Gateway.Api.Errors;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Api.Access;

/// <summary>
/// Reads the tokens of clients. The keys of the issuer are fetched beside the requests, every 5 minutes; the last ones stay in force while the
/// issuer does not answer. A request waits for nobody. Thread-safe.
/// </summary>
internal sealed class ClientTokens : BackgroundService
{
    /// <summary>How much the clocks of issuer and gateway may differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(5);

    /// <summary>How soon it is asked again that did not answer, or whose keys a token does not fit: it may have new ones.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly ClientJwtOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ClientTokens> _logger;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private volatile TokenValidationParameters? _rules;
    private TaskCompletionSource _unknownKey = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ClientTokens(IOptions<ClientJwtOptions> options, TimeProvider time, ILogger<ClientTokens> logger) => (_options, _time, _logger) = (options.Value, time, logger);

    /// <summary>Whether what a client sent is for this to read, and not a key.</summary>
    public bool Takes(string sent) => _options.Authority is not null && sent.StartsWith("ey", StringComparison.Ordinal) && sent.AsSpan().Count('.') == 2;

    /// <summary>The claims of a token that is right in every way; else what its sender is told.</summary>
    public async ValueTask<(IReadOnlyList<KeyValuePair<string, string>> Claims, GatewayError? Refused)> ReadAsync(string token)
    {
        if (_rules is not { } rules)
        {
            return ([], TokenErrors.IssuerUnknown);
        }

        var result = await _handler.ValidateTokenAsync(token, rules);
        if (result.IsValid)
        {
            return ([.. result.ClaimsIdentity.Claims.Select(claim => new KeyValuePair<string, string>(claim.Type, claim.Value))], null);
        }

        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            Volatile.Read(ref _unknownKey).TrySetResult();
        }

        return ([], TokenErrors.Of(result.Exception));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.Authority is not { } authority)
        {
            return;
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        // Plain HTTP is for an issuer on the same machine.
        var documents = new HttpDocumentRetriever(http) { RequireHttps = !new Uri(authority).IsLoopback };
        while (!stoppingToken.IsCancellationRequested)
        {
            var isFetched = await FetchAsync($"{authority.TrimEnd('/')}/.well-known/openid-configuration", documents, stoppingToken);
            var unknown = _unknownKey = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await Task.Delay(Retry, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (isFetched)
            {
                await unknown.Task.WaitAsync(Refresh - Retry, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> FetchAsync(string address, HttpDocumentRetriever documents, CancellationToken stopping)
    {
        try
        {
            var issuer = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, stopping);
            if (string.IsNullOrEmpty(issuer.Issuer) || issuer.SigningKeys.Count == 0)
            {
                _logger.IssuerNotFetched("no issuer or no keys in it");
                return false;
            }

            _rules = new TokenValidationParameters
            {
                ValidIssuer = issuer.Issuer,
                ValidAudience = _options.Audience,
                IssuerSigningKeys = issuer.SigningKeys,
                ValidAlgorithms = ["RS256"],
                ClockSkew = ClockSkew,
                RequireSignedTokens = true,
                RequireExpirationTime = true,
                ValidateIssuerSigningKey = true,
            };
            return true;
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            _logger.IssuerNotFetched(error.GetType().Name);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
