using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Api.Tests.Usage;

public sealed class UsageRestartTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_process_that_stops_has_told_all_that_it_counted()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        var folder = Directory.CreateTempSubdirectory("gateway-");
        var document = Documents.Both(provider.Url);
        await using (var gateway = await RunningGateway.StartAsync(Cancellation, document, folder, "--Gateway:Usage:ReportEvery=00:10:00"))
        {
            gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
            for (var call = 0; call < 3; call++)
            {
                using var response = await gateway.Http.SayAsync("gpt", "hello", Cancellation);
                Assert.True(response.IsSuccessStatusCode);
            }
        }

        await using (var gateway = await RunningGateway.StartAsync(Cancellation, document, folder))
        {
            var usage = await gateway.Http.AdminGetAsync("usage", Cancellation).DoneAsync(Cancellation);
            Assert.Equal(3, usage.GetProperty("total").GetProperty("requests").GetInt64());
        }

        folder.Delete(recursive: true);
    }
}
