namespace Orleans.Gateway.Contracts.Definitions;

/// <summary>How the gateway signs in at a backend.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CredentialsDefinition")]
public sealed record CredentialsDefinition
{
    [Id(0)] public HeaderCredential? Header { get; init; }
}

/// <summary>A key in a header, for example <c>api-key</c>, or <c>Authorization</c> with a value of <c>Bearer …</c>.</summary>
[GenerateSerializer, Immutable, Alias("gateway.HeaderCredential")]
public sealed record HeaderCredential([property: Id(0)] string Name, [property: Id(1)] Secret Value);
