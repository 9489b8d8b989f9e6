using System.Net;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider.Safety;

namespace Orleans.Gateway.Cluster.Tests.Fronts;

/// <summary>What a product asks for is done where its calls are relayed: by the silos behind a front end.</summary>
public sealed class PolicyTests(FrontFixture fixture) : IClassFixture<FrontFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task Silos_judge_and_keep_what_comes_through_a_front_end()
    {
        await using var service = await ContentSafetyService.StartAsync(Cancellation);
        using var before = await fixture.Front.AdminAsync(HttpMethod.Get, "products/all", Cancellation);
        await fixture.Front.ChangeAsync(
            "products/all",
            new
            {
                apis = new { llm = new[] { "*" } },
                cache = new { ttl = "01:00:00" },
                contentSafety = new
                {
                    endpoint = service.Url,
                    credentials = new { header = new { name = "Authorization", value = $"${{env:{Documents.SiloVariable}}}" } },
                    categories = new { hate = 4 },
                    completions = true,
                    windowSize = 60,
                    windowOverlap = 30,
                },
            },
            Cancellation,
            before.Headers.ETag!.ToString());

        using var blocked = await fixture.Front.SayAsync("gpt", "vilehate4", Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, blocked.StatusCode);
        Assert.Contains("content_filter", await blocked.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.All(service.Requests, request => Assert.Equal("Bearer sk-only-silos-know", request.Authorization));

        using var stream = await fixture.Front.SayAsync("gpt", string.Join(' ', Enumerable.Range(0, 100)), Cancellation, stream: true);
        Assert.EndsWith("data: [DONE]\n\n", await stream.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        // Two silos, each with a cache of its own.
        var words = new List<string>();
        for (var call = 0; call < 8; call++)
        {
            using var response = await fixture.Front.SayAsync("gpt", "kept by silos", Cancellation);
            Assert.True(response.Headers.TryGetValues("x-gateway-cache", out var word), $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancellation)}");
            words.Add(word.Single());
        }

        Assert.Equal("miss", words[0]);
        Assert.InRange(words.Count(word => word == "miss"), 1, 2);
    }
}
