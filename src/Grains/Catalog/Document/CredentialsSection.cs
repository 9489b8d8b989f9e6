using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>Reads <c>backends.*.credentials</c>: a key in a header, or the identity of the process.</summary>
internal static class CredentialsSection
{
    private const int LongestResource = 256;

    public static (string? Header, ClearSecret? Value, ManagedIdentityCredentialDefinition? Identity) Read(Node? node, IReferenceSource references)
    {
        if (node?.Section(Shape.Credentials) is not { } credentials)
        {
            return default;
        }

        if (credentials["managedIdentity"] is { } identity)
        {
            credentials["header"]?.Refuse("stands beside managedIdentity. A backend is signed in at in one way: remove one of the two.");
            return (null, null, Identity(identity));
        }

        return credentials.Required("header", "{ \"name\": …, \"value\": … }, or managedIdentity")?.Section(Shape.CredentialHeader) is { } header
            ? Header(header, references)
            : default;
    }

    private static (string? Header, ClearSecret? Value, ManagedIdentityCredentialDefinition? Identity) Header(Section header, IReferenceSource references)
    {
        var nameNode = header.Required("name", "the header's name, for example \"api-key\" or \"Authorization\"");
        var name = nameNode?.RawText();
        if (name is not null && HeaderRules.NameProblem(name) is { } problem)
        {
            nameNode!.Refuse(problem);
        }

        var value = header.Required("value", "the header's value, for example \"${env:API_KEY}\" or \"Bearer ${env:API_KEY}\"");
        return (name, value?.Secret(references, HeaderRules.ValueProblem, mayBeUnknown: true), null);
    }

    private static ManagedIdentityCredentialDefinition? Identity(Node node)
    {
        if (node.Section(Shape.ManagedIdentity) is not { } section)
        {
            return null;
        }

        var resourceNode = section.Required("resource", "whom the token is for, for example \"https://ai.azure.com\" or \"https://cognitiveservices.azure.com\"");
        var resource = resourceNode?.Text(LongestResource);
        if (resource is not null && !IsResource(resource))
        {
            resourceNode!.Refuse("is not the identifier of a resource. Write an https URL without a query, for example \"https://ai.azure.com\".");
        }

        var clientNode = section["clientId"];
        var client = clientNode?.RawText();
        if (client is not null && !Guid.TryParseExact(client, "D", out _))
        {
            clientNode!.Refuse("is not the client id of an identity, which is a GUID. Remove the property to use the identity of the machine.");
        }

        return resource is null ? null : new ManagedIdentityCredentialDefinition(resource, client);
    }

    private static bool IsResource(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == "api")
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
}
