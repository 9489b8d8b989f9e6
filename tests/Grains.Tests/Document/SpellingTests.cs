using Orleans.Gateway.Grains.Catalog.Document;

namespace Orleans.Gateway.Grains.Tests.Document;

public class SpellingTests
{
    [Theory]
    [InlineData("timeout", "Did you mean \"timeouts\"?")]  // a letter is missing
    [InlineData("timeoutss", "Did you mean \"timeouts\"?")] // one too many
    [InlineData("tiemouts", "Did you mean \"timeouts\"?")] // two are swapped
    [InlineData("TimeOuts", "Did you mean \"timeouts\"?")] // another case
    [InlineData("uri", "Did you mean \"url\"?")]
    [InlineData("xyz", "Known: url, timeouts, format.")]   // as short as that, two letters off is another word
    [InlineData("", "Known: url, timeouts, format.")]
    public void Hint_for(string written, string expected) =>
        Assert.Equal(expected, Spelling.Hint(written, ["url", "timeouts", "format"], "Add it."));

    [Fact]
    public void Without_anything_to_choose_from_it_says_what_to_do() => Assert.Equal("Add it.", Spelling.Hint("x", [], "Add it."));
}
