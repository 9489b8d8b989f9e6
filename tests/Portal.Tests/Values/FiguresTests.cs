using Orleans.Gateway.Portal.Parts;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59.2, "59 s")]
    [InlineData(320, "5 min 20 s")]
    [InlineData(3600, "1 h 0 min")]
    [InlineData(63_620, "17 h 40 min")]
    [InlineData(200_000, "2 d 7 h")]
    public void A_time_is_in_its_two_largest_units(double seconds, string expected) => Assert.Equal(expected, Figures.Time(TimeSpan.FromSeconds(seconds)));
}
