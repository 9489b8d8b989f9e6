using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Tests.Errors;

public class FailureTextTests
{
    [Fact]
    public void Every_kind_has_a_sentence_of_its_own()
    {
        var sentences = Enum.GetValues<FailureKind>().Select(FailureText.Of).ToList();

        Assert.All(sentences, sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
        Assert.Equal(sentences.Count, sentences.Distinct().Count());
    }
}
