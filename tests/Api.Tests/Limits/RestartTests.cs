using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Api.Tests.Limits;

public sealed class RestartTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_quota_outlives_the_process_to_the_token()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        var folder = Directory.CreateTempSubdirectory("gateway-");
        var document = JsonSerializer.Serialize(new
        {
            backends = new { openai = Documents.OpenAi(provider.Url) },
            apis = new { llm = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai") } } },
            products = new { all = new { apis = new { llm = new[] { "*" } }, limits = new[] { new { tokenQuota = 100_000, tokenQuotaPeriod = "Yearly" } } } },
            subscriptions = new { team = new { product = "all", keys = new[] { Documents.Key } } },
        });
        long used = 0;
        for (var start = 0; start < 2; start++)
        {
            await using var gateway = await RunningGateway.StartAsync(Cancellation, document, folder);
            gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
            for (var call = 0; call < 3; call++)
            {
                using var response = await gateway.Http.SayAsync("gpt", "hello", Cancellation);
                used += (await response.JsonAsync(Cancellation)).GetProperty("usage").GetProperty("total_tokens").GetInt64();

                Assert.Equal(100_000 - used, LimitsFixture.Number(response, "x-ratelimit-remaining-tokens"));
            }
        }

        folder.Delete(recursive: true);
    }
}
