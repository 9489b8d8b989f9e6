using System.Text;
using System.Text.Json;
using Orleans.Gateway.Api.Admin.Audit;

namespace Orleans.Gateway.Api.Tests.Admin;

public class AuditTextTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("open")]
    [InlineData("{ }")]
    public void What_is_short_is_kept_as_it_is(string? text) => Assert.Same(text, AuditText.Within(text));

    /// <summary>Characters that take one byte to six, once they stand in a text of JSON.</summary>
    [Theory]
    [InlineData("x")]
    [InlineData("\"")]
    [InlineData("ä")]
    [InlineData("€")]
    [InlineData("😀")]
    [InlineData("x😀")]
    [InlineData("\u0001")]
    public void What_is_longer_than_64_KiB_says_how_long_it_was_and_how_it_began(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, AuditText.Most + 1));

        var kept = AuditText.Within(text)!;

        Assert.InRange(Encoding.UTF8.GetByteCount(kept), 9_000, AuditText.Most);
        var cut = JsonElement.Parse(kept);
        Assert.Equal((true, Encoding.UTF8.GetByteCount(text)), (cut.GetProperty("cut").GetBoolean(), cut.GetProperty("bytes").GetInt32()));
        Assert.StartsWith(cut.GetProperty("beginning").GetString()!, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_that_is_kept_has_64_KiB()
    {
        var text = $"\"{new string('x', AuditText.Most - 2)}\"";

        Assert.Same(text, AuditText.Within(text));
        Assert.NotSame(text + " ", AuditText.Within(text + " "));
    }
}
