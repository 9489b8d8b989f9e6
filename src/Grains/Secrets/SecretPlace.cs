namespace Orleans.Gateway.Grains.Secrets;

/// <summary>Where secrets live: the words under which they are sealed. Changing one makes what was sealed under it unreadable.</summary>
public static class SecretPlace
{
    /// <summary>The field of a backend's own credential.</summary>
    public const string Credential = "credentials.header.value";

    /// <summary>The owner of a backend's secrets.</summary>
    public static string Backend(string id) => $"backend:{id}";

    /// <summary>The field of the credential for content safety, of an API or a product.</summary>
    public const string SafetyKey = "contentSafety.credentials.header.value";

    /// <summary>The owner of an API's secrets.</summary>
    public static string Api(string name) => $"api:{name}";

    /// <summary>The owner of the credential for content safety of an alias, which is always a reference.</summary>
    /// <param name="key">An <c>AliasKey</c>.</param>
    public static string Alias(string key) => $"alias:{key}";

    /// <summary>The owner of a product's secrets.</summary>
    public static string Product(string name) => $"product:{name}";

    /// <summary>The field of a further header; header names have no case.</summary>
    public static string Header(string name) => $"headers.{name?.ToLowerInvariant()}";
}
