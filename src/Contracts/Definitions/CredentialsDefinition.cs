namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>How the gateway signs in at a backend.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CredentialsDefinition")]
public sealed record CredentialsDefinition
{
    /// <summary>One of the two.</summary>
    [Id(0)] public HeaderCredential? Header { get; init; }

    [Id(1)] public ManagedIdentityCredentialDefinition? ManagedIdentity { get; init; }
}

/// <summary>A key in a header, for example <c>api-key</c>, or <c>Authorization</c> with a value of <c>Bearer …</c>.</summary>
[GenerateSerializer, Immutable, Alias("gateway.HeaderCredential")]
public sealed record HeaderCredential([property: Id(0)] string Name, [property: Id(1)] Secret Value);

/// <summary>An access token of Entra ID for this process' own identity, as <c>Authorization: Bearer …</c>.</summary>
/// <param name="Resource">Whom the token is for, for example <c>https://ai.azure.com</c> or <c>https://cognitiveservices.azure.com</c>.</param>
/// <param name="ClientId">The client id of a user-assigned identity; null: the machine's own, or the workload's.</param>
[GenerateSerializer, Immutable, Alias("gateway.ManagedIdentityCredentialDefinition")]
public sealed record ManagedIdentityCredentialDefinition([property: Id(0)] string Resource, [property: Id(1)] string? ClientId);
