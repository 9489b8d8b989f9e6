namespace Orleans.Gateway.Grains.Secrets;

/// <summary>Where secrets live: the words under which they are sealed. Changing one makes what was sealed under it unreadable.</summary>
public static class SecretPlace
{
    /// <summary>The field of a backend's own credential.</summary>
    public const string Credential = "credentials.header.value";

    /// <summary>The owner of a backend's secrets.</summary>
    public static string Backend(string id) => $"backend:{id}";

    /// <summary>The field of a further header; header names have no case.</summary>
    public static string Header(string name) => $"headers.{name?.ToLowerInvariant()}";
}
