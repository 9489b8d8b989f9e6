using Orleans.Gateway.Grains.Chat.Delivery;

namespace Orleans.Gateway.Grains.Tests.Chat;

public class ReplyHeadersTests
{
    [Theory]
    [InlineData(false, null, null, "")]
    [InlineData(true, null, null, "cache-control: no-cache; x-accel-buffering: no")]
    [InlineData(false, "req_01AB-c.d:e", null, "x-gateway-upstream-request-id: req_01AB-c.d:e")]
    [InlineData(false, null, "dropped=seed", "x-gateway-translation: dropped=seed")]
    [InlineData(true, "r", "dropped=seed", "cache-control: no-cache; x-accel-buffering: no; x-gateway-upstream-request-id: r; x-gateway-translation: dropped=seed")]
    public void Headers_are(bool stream, string? id, string? loss, string expected) =>
        Assert.Equal(expected, string.Join("; ", For(stream, id, loss).Select(header => $"{header.Key}: {header.Value}")));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nset-cookie: x")]
    [InlineData("a\n")]
    [InlineData("<script>")]
    [InlineData("ü")]
    public void An_id_of_a_provider_that_is_no_plain_id_is_left_out(string id) => Assert.Empty(For(false, id, null));

    [Fact]
    public void An_endless_id_is_left_out()
    {
        Assert.Single(For(false, new string('a', 128), null));
        Assert.Empty(For(false, new string('a', 129), null));
    }

    private static IReadOnlyList<KeyValuePair<string, string>> For(bool stream, string? id, string? loss)
    {
        var headers = new ReplyHeaders(id, loss);
        return (stream ? headers.ForStream() : headers.ForWhole(1, 0)).Headers;
    }
}
