using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Api.Access;

/// <summary>The issuer whose tokens clients may send instead of a key. Section <c>Gateway:ClientJwt</c>.</summary>
public sealed class ClientJwtOptions
{
    public const string Section = "Gateway:ClientJwt";

    /// <summary>The issuer, for example <c>https://login.microsoftonline.com/TENANT/v2.0</c>.</summary>
    /// <value>Default none: no tokens are taken.</value>
    public string? Authority { get; set; }

    /// <summary>Whom the tokens are made out to: the client id of the gateway's application, or its URI.</summary>
    /// <value>No default; needed with an authority.</value>
    public string? Audience { get; set; }
}

/// <summary>As for the tokens of operators.</summary>
internal sealed class ClientJwtOptionsRules : IValidateOptions<ClientJwtOptions>
{
    public ValidateOptionsResult Validate(string? name, ClientJwtOptions options) => options switch
    {
        { Authority: null, Audience: null } => ValidateOptionsResult.Success,
        { Authority: null } => ValidateOptionsResult.Fail("Gateway:ClientJwt:Audience has no effect without Gateway:ClientJwt:Authority. Set both, or neither."),
        { Authority: { } authority } when !Uri.TryCreate(authority, UriKind.Absolute, out var url) || !(url.Scheme == Uri.UriSchemeHttps || url.IsLoopback) =>
            ValidateOptionsResult.Fail("Gateway:ClientJwt:Authority must be an https URL, for example https://login.microsoftonline.com/TENANT/v2.0."),
        { Audience: null or "" } => ValidateOptionsResult.Fail("Gateway:ClientJwt:Authority needs Gateway:ClientJwt:Audience: without it, tokens for any other application would be taken."),
        _ => ValidateOptionsResult.Success,
    };
}
