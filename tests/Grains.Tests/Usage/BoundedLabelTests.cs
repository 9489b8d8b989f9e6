using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Grains.Tests.Usage;

public class BoundedLabelTests
{
    [Fact]
    public void The_first_values_stay_and_all_others_are_one()
    {
        var label = new BoundedLabel();

        Assert.Equal(["a", "b", "other", "a", "b"], new[] { "a", "b", "c", "a", "b" }.Select(value => label.Of(value, 2)));
    }

    [Theory]
    [InlineData(null, "none")]
    [InlineData("", "none")]
    [InlineData("a \"quoted\" one", "other")]
    [InlineData("line\nbreak", "other")]
    [InlineData("ümlaut", "other")]
    [InlineData("Team A-1", "Team A-1")]
    public void What_is_odd_is_no_value(string? value, string label) => Assert.Equal(label, new BoundedLabel().Of(value, 10));

    [Fact]
    public void What_is_long_is_no_value()
    {
        Assert.Equal("other", new BoundedLabel().Of(new string('x', 65), 10));
        Assert.Equal(new string('x', 64), new BoundedLabel().Of(new string('x', 64), 10));
    }
}
