using System.Text;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Safety;

namespace Orleans.Gateway.Grains.Tests.Safety;

/// <summary>What an answer of the service means. What is not said is not known.</summary>
public class SafetyAnswerTests
{
    private static readonly ContentSafetyDefinition Definition = new()
    {
        Endpoint = "https://safety.example",
        Categories = new Dictionary<string, int> { ["hate"] = 4, ["selfHarm"] = 2 },
    };

    [Theory]
    [InlineData("""{"categoriesAnalysis":[{"category":"Hate","severity":2},{"category":"SelfHarm","severity":0}]}""", "clean")]
    [InlineData("""{"categoriesAnalysis":[{"category":"Hate","severity":4},{"category":"SelfHarm","severity":0}]}""", "hate")]
    [InlineData("""{"categoriesAnalysis":[{"category":"Hate","severity":0},{"category":"SelfHarm","severity":6}]}""", "selfHarm")]
    [InlineData("""{"categoriesAnalysis":[{"category":"Hate","severity":0},{"category":"SelfHarm","severity":0},{"category":"Violence","severity":6}]}""", "clean")]
    [InlineData("""{"blocklistsMatch":[{"blocklistName":"a"}],"categoriesAnalysis":[]}""", "blocklist")]
    [InlineData("""{"blocklistsMatch":[],"categoriesAnalysis":[{"category":"Hate","severity":0}]}""", null)]
    [InlineData("""{"blocklistsMatch":[]}""", null)]
    [InlineData("""{"categoriesAnalysis":[{"category":"Hate","severity":"high"}]}""", null)]
    [InlineData("""{"categoriesAnalysis":[{"category":"Hate","severity":0},{"category":"SelfHarm","severity":0},{"category":"Hate","severity":6}]}""", null)]
    [InlineData("""{"categoriesAnalysis":[{"category":"Hate","severity":0},{"category":"SelfHarm","severity":0},{"category":null,"severity":0}]}""", null)]
    [InlineData("""[]""", null)]
    [InlineData("""{"categories""", null)]
    [InlineData("", null)]
    public void An_analysis_is_clean_blocked_or_no_answer(string body, string? verdict) =>
        Assert.Equal(verdict, Word(SafetyAnswer.Read(Encoding.UTF8.GetBytes(body), SafetyQuestion.Analyze("x"u8.ToArray(), "prompt"), Definition)));

    [Theory]
    [InlineData("""{"userPromptAnalysis":{"attackDetected":false},"documentsAnalysis":[{"attackDetected":false}]}""", "clean")]
    [InlineData("""{"userPromptAnalysis":{"attackDetected":true},"documentsAnalysis":[{"attackDetected":false}]}""", "promptAttack")]
    [InlineData("""{"userPromptAnalysis":{"attackDetected":false},"documentsAnalysis":[{"attackDetected":true}]}""", "promptAttack")]
    [InlineData("""{"userPromptAnalysis":{"attackDetected":false},"documentsAnalysis":[]}""", null)]
    [InlineData("""{"userPromptAnalysis":{"attackDetected":false}}""", null)]
    [InlineData("""{"documentsAnalysis":[{"attackDetected":false}]}""", null)]
    public void A_shield_answers_for_the_prompt_and_every_document(string body, string? verdict) =>
        Assert.Equal(verdict, Word(SafetyAnswer.Read(Encoding.UTF8.GetBytes(body), SafetyQuestion.Shield("x"u8.ToArray(), ["y"u8.ToArray()]), Definition)));

    [Fact]
    public void What_was_found_is_judged_by_the_severities_of_each_policy()
    {
        var found = new SafetyFinding().With("hate", 4).With("violence", 0);

        Assert.Equal((4, 0, null), (found.Of("hate"), found.Of("violence"), found.Of("sexual")));
        Assert.Equal("hate", Word(found));
        Assert.Equal("clean", Word(found, Definition with { Categories = new Dictionary<string, int> { ["hate"] = 5, ["violence"] = 1 } }));
    }

    private static string? Word(SafetyFinding? found, ContentSafetyDefinition? definition = null) =>
        found?.Under(definition ?? Definition) is { } verdict ? verdict.Category ?? verdict.Kind.ToString().ToLowerInvariant() : null;
}
