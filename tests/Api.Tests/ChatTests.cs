using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Api.Tests;

public sealed class ChatTests : IAsyncLifetime
{
    private ScriptedProvider _provider = null!;
    private RunningGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await ScriptedProvider.StartAsync(Cancellation);
        _gateway = await RunningGateway.StartAsync(Cancellation, Documents.Both(_provider.Url));
        _gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("gpt", "gpt-4o")]
    [InlineData("claude", "claude-sonnet-4-5")]
    public async Task A_whole_answer_comes_back_under_the_alias(string alias, string model)
    {
        using var response = await _gateway.Http.PostAsJsonAsync("/llm/v1/chat/completions", new
        {
            model = alias,
            messages = new[] { new { role = "user", content = "hello" } },
        }, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(alias, answer.RootElement.GetProperty("model").GetString());
        Assert.Contains("hello", answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal(model, Assert.Single(_provider.Requests).Model);
    }
}
