using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Api.Access;

/// <summary>As for the tokens of operators.</summary>
internal sealed class ClientJwtOptionsRules : IValidateOptions<ClientJwtOptions>
{
    private const string NotAnUrl = "must be an https URL, for example https://login.microsoftonline.com/TENANT/v2.0.";

    public ValidateOptionsResult Validate(string? name, ClientJwtOptions options)
    {
        List<string> problems = [.. Of(options)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Of(ClientJwtOptions options)
    {
        switch (options)
        {
            case { Authority: null, Audience: not null }:
                yield return "Gateway:ClientJwt:Audience has no effect without Gateway:ClientJwt:Authority. Set both, or neither.";
                break;
            case { Authority: { } authority } when !IsUrl(authority):
                yield return $"Gateway:ClientJwt:Authority {NotAnUrl}";
                break;
            case { Authority: not null, Audience: null or "" }:
                yield return "Gateway:ClientJwt:Authority needs Gateway:ClientJwt:Audience: without it, tokens for any other application would be taken.";
                break;
        }

        for (var at = 0; at < options.Issuers.Count; at++)
        {
            foreach (var problem in Of(options.Issuers[at], isOneOfSeveral: options.All().Count > 1))
            {
                yield return $"Gateway:ClientJwt:Issuers:{at}:{problem}";
            }
        }

        if (options.All().Select(entry => entry.Issuer.Authority?.TrimEnd('/')).GroupBy(authority => authority).FirstOrDefault(group => group.Key is not null && group.Count() > 1) is { } twice)
        {
            yield return $"Gateway:ClientJwt names the issuer {twice.Key} twice. Write all its audiences into one entry of Gateway:ClientJwt:Issuers.";
        }
    }

    private static IEnumerable<string> Of(ClientIssuer issuer, bool isOneOfSeveral)
    {
        if (issuer.Authority is not { } authority || !IsUrl(authority))
        {
            yield return $"Authority {NotAnUrl}";
        }

        if (issuer.Audiences.Count == 0 || issuer.Audiences.Any(string.IsNullOrEmpty))
        {
            yield return "Audiences needs at least one, and none that is empty: without it, tokens for any other application would be taken.";
        }

        if (isOneOfSeveral && issuer.Claims.Count == 0)
        {
            yield return "Claims is needed with several issuers: whoever has the same name at two of them would be taken for one. Say by which names its claims are known here.";
        }

        if (issuer.Claims.Any(claim => claim.Key.Length == 0 || string.IsNullOrEmpty(claim.Value)))
        {
            yield return "Claims has a name that is empty. Write NAME=CLAIM: the name here, and that in the token.";
        }
    }

    private static bool IsUrl(string authority) => Uri.TryCreate(authority, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback);
}
