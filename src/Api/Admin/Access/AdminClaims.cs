namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>What is known of a caller beside the name and the role.</summary>
internal static class AdminClaims
{
    /// <summary>The hash of the key; not there for a JWT.</summary>
    public const string Opener = "gateway:opener";

    /// <summary>The id of the session that the caller has signed in with.</summary>
    public const string Session = "gateway:session";

    /// <summary>The end of that session, as ISO 8601.</summary>
    public const string Expires = "gateway:expires";
}
