using Orleans.Gateway.Grains.Backends;

namespace Orleans.Gateway.Grains.Tests.Backends;

public class ProviderNameTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com/v1/chat/completions", "openai")]
    [InlineData("openai", "http://localhost:11434/v1/chat/completions", "openai")]
    [InlineData("openai", "https://team.openai.azure.com/openai/v1/chat/completions", "azure.ai.openai")]
    [InlineData("openai", "https://TEAM.OPENAI.AZURE.COM/x", "azure.ai.openai")]
    [InlineData("openai", "https://team.services.ai.azure.com/models/chat/completions", "azure.ai.inference")]
    [InlineData("openai", "https://openai.azure.com.evil.example/x", "openai")]
    [InlineData("openai", "https://evil.example/team.openai.azure.com", "openai")]
    [InlineData("anthropic", "https://api.anthropic.com/v1/messages", "anthropic")]
    [InlineData("anthropic", "https://proxy.example/v1/messages", "anthropic")]
    [InlineData("anthropic", "https://team.services.ai.azure.com/anthropic/v1/messages", "azure.ai.inference")]
    [InlineData("echo", "http://echo.invalid/chat/completions", "echo")]
    public void A_backend_is_called_by_telemetry(string format, string url, string expected) => Assert.Equal(expected, ProviderName.Of(format, new Uri(url)));
}
