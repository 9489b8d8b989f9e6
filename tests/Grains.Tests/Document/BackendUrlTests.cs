using Orleans.Gateway.Grains.Backends;

namespace Orleans.Gateway.Grains.Tests.Document;

public class BackendUrlTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions")]
    [InlineData("openai", "https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions")]
    [InlineData("openai", "https://api.openai.com/v1//", "https://api.openai.com/v1/chat/completions")]
    [InlineData("openai", "https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1/chat/completions")]
    [InlineData("openai", "https://api.openai.com/v1/chat/completions/", "https://api.openai.com/v1/chat/completions")]
    [InlineData("openai", "http://localhost:11434", "http://localhost:11434/chat/completions")]
    [InlineData("openai", "http://localhost:11434/", "http://localhost:11434/chat/completions")]
    [InlineData("openai", "http://[::1]:8080/v1", "http://[::1]:8080/v1/chat/completions")]
    [InlineData("openai", "https://chat/completions", "https://chat/completions/chat/completions")] // the host is no part of the path
    [InlineData("openai", "https://contoso.openai.azure.com/openai/v1", "https://contoso.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("openai", "https://contoso.openai.azure.com/openai/v1?api-version=preview", "https://contoso.openai.azure.com/openai/v1/chat/completions?api-version=preview")]
    [InlineData("openai", "https://contoso.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", "https://contoso.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    [InlineData("openai", "https://contoso.openai.azure.com/openai/deployments/gpt-4o?api-version=2024-10-21", "https://contoso.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    [InlineData("openai", "https://contoso.openai.azure.com/openai/deployments/gpt-4o/?api-version=2024-10-21", "https://contoso.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    [InlineData("openai", "https://proxy/a/b?next=/chat/completions", "https://proxy/a/b/chat/completions?next=/chat/completions")]
    [InlineData("anthropic", "https://api.anthropic.com", "https://api.anthropic.com/v1/messages")]
    [InlineData("anthropic", "https://api.anthropic.com/", "https://api.anthropic.com/v1/messages")]
    [InlineData("anthropic", "https://api.anthropic.com/v1", "https://api.anthropic.com/v1/messages")]
    [InlineData("anthropic", "https://api.anthropic.com/v1/", "https://api.anthropic.com/v1/messages")]
    [InlineData("anthropic", "https://api.anthropic.com/v1/messages", "https://api.anthropic.com/v1/messages")]
    [InlineData("anthropic", "https://api.anthropic.com/v1/messages?beta=true", "https://api.anthropic.com/v1/messages?beta=true")]
    [InlineData("anthropic", "https://contoso.services.ai.azure.com/anthropic", "https://contoso.services.ai.azure.com/anthropic/v1/messages")]
    [InlineData("anthropic", "https://contoso.services.ai.azure.com/anthropic/", "https://contoso.services.ai.azure.com/anthropic/v1/messages")]
    [InlineData("anthropic", "https://contoso.services.ai.azure.com/anthropic/v1/messages", "https://contoso.services.ai.azure.com/anthropic/v1/messages")]
    [InlineData("anthropic", "https://proxy/messages", "https://proxy/messages")]
    [InlineData("anthropic", "https://messages", "https://messages/v1/messages")] // hosts that are called like a path
    [InlineData("anthropic", "https://v1", "https://v1/v1/messages")]
    [InlineData("anthropic", "https://proxy/dev1", "https://proxy/dev1/v1/messages")] // ends in the letters, not in the part
    public void Calls_go_to(string format, string url, string expected) =>
        Assert.Equal(expected, BackendUrl.Resolve(format, url).AbsoluteUri);

    [Fact]
    public void Echo_has_no_URL() => Assert.Throws<ArgumentException>(() => BackendUrl.Resolve("echo", "https://x"));
}
