using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admission;

/// <summary>What one client may cost before it has said anything worth hearing.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_connection_too_many_is_closed_and_the_next_one_served_when_there_is_room()
    {
        await using var gateway = await RunningGateway.StartAsync(Cancellation, null, null, "--Gateway:Front:MaxConnections=1");
        var url = new Uri(gateway.Url);
        using (var first = new RawClient(url))
        {
            await first.SendRawAsync("GET /health/live HTTP/1.1\r\nHost: gateway\r\n\r\n", Cancellation);
            await first.ReadUntilAsync("live", Cancellation);

            using var second = new RawClient(url);
            Assert.Equal("", await second.ReadToEndAsync(Cancellation));
        }

        await Eventually.TrueAsync(
            async () =>
            {
                using var third = new RawClient(url);
                try
                {
                    await third.SendRawAsync("GET /health/live HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n", Cancellation);
                }
                catch (IOException)
                {
                    return false;
                }

                return (await third.ReadToEndAsync(Cancellation)).EndsWith("live", StringComparison.Ordinal);
            },
            Cancellation);
    }

    [Fact]
    public async Task A_body_that_dribbles_is_refused_as_too_slow()
    {
        await using var gateway = await RunningGateway.StartAsync(Cancellation, Documents.Both("https://api.example.com"));
        using var client = new RawClient(new Uri(gateway.Url));
        await client.SendRawAsync(RawClient.Head(100_000) + "{", Cancellation);

        var answer = await client.ReadToEndAsync(Cancellation);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_timeout\"", answer, StringComparison.Ordinal);
    }
}
