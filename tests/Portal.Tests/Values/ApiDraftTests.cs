using Orleans.Gateway.Portal.Apis;

namespace Orleans.Gateway.Portal.Tests.Values;

public sealed class ApiDraftTests
{
    [Theory]
    [InlineData("", "llm")]
    [InlineData("Models", "models")]
    [InlineData("  Team models (EU) ", "team-models-eu")]
    [InlineData("<img src=x>", "img-src-x")]
    [InlineData("Ünï", "n")]
    public void The_name_is_made_of_the_display_name(string shown, string name) => Assert.Equal(name, new ApiDraft { DisplayName = shown }.Name);

    [Fact]
    public void Lines_with_one_name_fail_over_from_the_first_to_the_next()
    {
        var draft = new ApiDraft { DisplayName = "Models", Aliases = [new() { Name = "gpt", Backend = "a" }, new() { Name = "gpt", Backend = "b" }, new() { Name = "", Backend = "c" }] };

        Assert.Equal(
            """{"targets":[{"backend":"a","priority":1},{"backend":"b","priority":2}]}""",
            draft.Document["apis"]!["models"]!["aliases"]!["gpt"]!.ToJsonString());
        Assert.Single(draft.Document["apis"]!["models"]!["aliases"]!.AsObject());
        Assert.Equal("""{"models":["*"]}""", draft.Document["products"]!["models"]!["apis"]!.ToJsonString());
    }
}
