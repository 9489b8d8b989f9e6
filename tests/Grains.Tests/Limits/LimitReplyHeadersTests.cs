using Orleans.Gateway.Grains.Limits.Calls;

namespace Orleans.Gateway.Grains.Tests.Limits;

public class LimitReplyHeadersTests
{
    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(-1, "0ms")]
    [InlineData(0.0001, "1ms")]
    [InlineData(0.12, "120ms")]
    [InlineData(1, "1s")]
    [InlineData(8.64, "8.64s")]
    [InlineData(59.9996, "1m0s")]
    [InlineData(60, "1m0s")]
    [InlineData(73.5, "1m13.5s")]
    [InlineData(360, "6m0s")]
    [InlineData(3600, "1h0m0s")]
    [InlineData(90061, "25h1m1s")]
    public void Times_are_written_as_OpenAI_writes_them(double seconds, string text) =>
        Assert.Equal(text, LimitReplyHeaders.Time(TimeSpan.FromSeconds(seconds)));
}
