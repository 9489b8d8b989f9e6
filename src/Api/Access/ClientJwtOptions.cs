namespace Orleans.Gateway.Api.Access;

/// <summary>The issuers whose tokens clients may send instead of a key. Section <c>Gateway:ClientJwt</c>.</summary>
public sealed class ClientJwtOptions
{
    public const string Section = "Gateway:ClientJwt";

    /// <summary>The issuer where there is one, for example <c>https://login.microsoftonline.com/TENANT/v2.0</c>.</summary>
    /// <value>Default none.</value>
    public string? Authority { get; set; }

    /// <summary>Whom its tokens are made out to: the client id of the gateway's application, or its URI.</summary>
    /// <value>No default; needed with an authority.</value>
    public string? Audience { get; set; }

    /// <summary>Issuers, beside <see cref="Authority"/> or instead of it.</summary>
    /// <value>Default none. Without any here or there, no tokens are taken.</value>
    public IReadOnlyList<ClientIssuer> Issuers { get; set; } = [];

    /// <summary>All of them with the setting that names each, that of <see cref="Authority"/> first.</summary>
    internal IReadOnlyList<(string Setting, ClientIssuer Issuer)> All()
    {
        var listed = Issuers.Select((issuer, at) => ($"{Section}:Issuers:{at}", issuer));
        return Authority is null ? [.. listed] : [($"{Section}:Authority", new ClientIssuer { Authority = Authority, Audiences = { Audience ?? "" } }), .. listed];
    }
}

/// <summary>One issuer of clients' tokens.</summary>
public sealed class ClientIssuer
{
    /// <summary>As <see cref="ClientJwtOptions.Authority"/>.</summary>
    /// <value>No default; needed.</value>
    public string? Authority { get; set; }

    /// <summary>Whom its tokens are made out to: one of these.</summary>
    /// <value>No default; at least one.</value>
    public IList<string> Audiences { get; } = [];

    /// <summary>The names by which subscriptions, limits and metrics know its claims, each with the name that the claim has in the token. What is not here is not seen.</summary>
    /// <value>Default none: all claims, by their own names. Needed with several issuers, but for that of <see cref="ClientJwtOptions.Authority"/>.</value>
    public IDictionary<string, string> Claims { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
