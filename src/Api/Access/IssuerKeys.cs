using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Orleans.Gateway.Api.Access;

/// <summary>
/// One issuer and its keys, which are fetched beside the requests, every 5 minutes; the last ones stay in force while it does not answer. Thread-safe.
/// </summary>
/// <param name="setting">Which one it is, for the log.</param>
/// <param name="others">The other ones, whose names it cannot have.</param>
internal sealed class IssuerKeys(string setting, ClientIssuer issuer, IReadOnlyList<(string Setting, ClientIssuer Issuer)> others, HttpClient http, TimeProvider time, ILogger logger)
{
    /// <summary>How much the clocks of issuer and gateway may differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(5);

    /// <summary>How soon it is asked again that did not answer, or whose keys a token does not fit: it may have new ones.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly string _authority = issuer.Authority!;
    private volatile TokenValidationParameters? _rules;
    private volatile bool _hasAnswered;
    private string? _told;
    private TaskCompletionSource _unknownKey = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Setting => setting;

    /// <summary>What its tokens have to be; null: none of them are taken.</summary>
    public TokenValidationParameters? Rules => _rules;

    /// <summary>Whether it has said who it is.</summary>
    public bool HasAnswered => _hasAnswered;

    /// <summary>Whether its name is the address where it is asked. Any other one, somebody else may have as well.</summary>
    public bool IsCalledByItsAddress => Rules is { } rules && IsSame(rules.ValidIssuer, _authority);

    /// <summary>A token of it has a key that is not known.</summary>
    public void Miss() => Volatile.Read(ref _unknownKey).TrySetResult();

    /// <summary>The claims of a valid token, by the names that they have here. Its issuer is always one of them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Claims(JsonWebToken token) => issuer.Claims.Count == 0
        ? [.. token.Claims.Select(claim => new KeyValuePair<string, string>(claim.Type, claim.Value))]
        :
        [
            new("iss", token.Issuer),
            .. issuer.Claims.SelectMany(name => token.Claims.Where(claim => claim.Type == name.Value).Select(claim => new KeyValuePair<string, string>(name.Key, claim.Value))),
        ];

    /// <summary>Until the process stops.</summary>
    public async Task FetchAsync(CancellationToken stopping)
    {
        // Plain HTTP is for an issuer on the same machine.
        var documents = new HttpDocumentRetriever(http) { RequireHttps = !new Uri(_authority).IsLoopback };
        while (!stopping.IsCancellationRequested)
        {
            var isFetched = await FetchAsync(documents, stopping);
            var unknown = _unknownKey = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await Task.Delay(Retry, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (isFetched)
            {
                await unknown.Task.WaitAsync(Refresh - Retry, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> FetchAsync(HttpDocumentRetriever documents, CancellationToken stopping)
    {
        try
        {
            var found = await OpenIdConnectConfigurationRetriever.GetAsync($"{_authority.TrimEnd('/')}/.well-known/openid-configuration", documents, stopping);
            if (string.IsNullOrEmpty(found.Issuer) || found.SigningKeys.Count == 0)
            {
                logger.IssuerNotFetched(setting, "no issuer or no keys in it");
                return false;
            }

            _rules = HasNameOf(found.Issuer) ? Of(found) : null;
            _hasAnswered = true;
            return true;
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            logger.IssuerNotFetched(setting, error.GetType().Name);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Whether it may have the name that it gives itself. It need not be the address where it was asked (that of Entra ID's first version is another), but is nobody else's.</summary>
    private bool HasNameOf(string said)
    {
        if (IsSame(said, _authority))
        {
            return true;
        }

        var owner = others.FirstOrDefault(other => IsSame(said, other.Issuer.Authority!)).Setting;
        if (said == _told)
        {
            return owner is null;
        }

        _told = said;
        if (owner is null)
        {
            logger.IssuerHasAnotherName(setting);
            return true;
        }

        logger.IssuerTookAName(setting, owner);
        return false;
    }

    private static bool IsSame(string name, string authority) => name.TrimEnd('/').Equals(authority.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    private TokenValidationParameters Of(OpenIdConnectConfiguration found)
    {
        // By its id: the keys themselves do not carry what they are for.
        var declared = (found.JsonWebKeySet?.Keys ?? []).ToLookup(key => key.Kid, key => key.Alg);
        return new TokenValidationParameters
        {
            ValidIssuer = found.Issuer,
            ValidAudiences = issuer.Audiences,
            IssuerSigningKeys = found.SigningKeys,
            AlgorithmValidator = (algorithm, key, _, _) => declared[key.KeyId] is var said && (said.Any()
                ? said.Any(one => SigningAlgorithms.Fit(algorithm, key, one))
                : SigningAlgorithms.Fit(algorithm, key, null)),
            ClockSkew = ClockSkew,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidateIssuerSigningKey = true,
        };
    }
}
