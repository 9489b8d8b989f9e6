using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Backends;

/// <summary>OpenTelemetry's <c>gen_ai.provider.name</c>: a closed list, as far as the URL of a backend tells.</summary>
internal static class ProviderName
{
    public static string Of(string format, Uri url) => url.Host switch
    {
        var host when host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase) => "azure.ai.openai",
        var host when host.EndsWith(".services.ai.azure.com", StringComparison.OrdinalIgnoreCase) => "azure.ai.inference",
        _ => format switch
        {
            BackendFormats.Anthropic => "anthropic",
            BackendFormats.Echo => "echo",
            _ => "openai",
        },
    };
}
