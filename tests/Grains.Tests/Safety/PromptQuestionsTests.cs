using System.Text;
using System.Text.Json;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Caching;
using Orleans.Gateway.Grains.Safety;

namespace Orleans.Gateway.Grains.Tests.Safety;

/// <summary>What is asked about a conversation that grows, where answers are remembered.</summary>
public class PromptQuestionsTests
{
    private static readonly SafetyPolicy Policy = Of(new() { Endpoint = "https://safety.example", Categories = new Dictionary<string, int> { ["hate"] = 4 } });
    private static readonly SafetyPolicy Shield = Of(new() { Endpoint = "https://safety.example", ShieldPrompt = true });

    private readonly HashSet<UInt256> _known = [];

    [Fact]
    public void The_first_turn_is_one_question_and_each_further_one_asks_about_what_is_new()
    {
        Assert.Equal(["be kind\nhello\n"], Ask(Policy, ("system", "be kind"), ("user", "hello")));
        Assert.Equal(["be kind\nhello\nhi\nwho are you\n"], Ask(Policy, ("system", "be kind"), ("user", "hello"), ("assistant", "hi"), ("user", "who are you"))); // All within the overlap.

        var answer = new string('a', 1_000);
        Assert.Equal(
            [$"be kind\nhello\nhi\nwho are you\n{answer}\nso\n"],
            Ask(Policy, ("system", "be kind"), ("user", "hello"), ("assistant", "hi"), ("user", "who are you"), ("assistant", answer), ("user", "so")));
        Assert.Equal(
            [$"{answer[^196..]}\nso\nwhat\nnow\n"],
            Ask(Policy, ("system", "be kind"), ("user", "hello"), ("assistant", "hi"), ("user", "who are you"), ("assistant", answer), ("user", "so"), ("assistant", "what"), ("user", "now")));
        Assert.Empty(
            Ask(Policy, ("system", "be kind"), ("user", "hello"), ("assistant", "hi"), ("user", "who are you"), ("assistant", answer), ("user", "so"), ("assistant", "what"), ("user", "now")));
    }

    [Fact]
    public void A_conversation_that_begins_differently_is_asked_about_in_whole()
    {
        Ask(Policy, ("system", "it is ten"), ("user", new string('a', 500)));

        Assert.Equal([$"it is eleven\n{new string('a', 500)}\nmore\n"], Ask(Policy, ("system", "it is eleven"), ("user", new string('a', 500)), ("user", "more")));
    }

    [Fact]
    public void Tools_come_before_the_messages_wherever_they_are_written()
    {
        const string tools = """ "tools": [{ "type": "function", "function": { "description": "looks things up" } }] """;
        var first = new string('a', 500);
        AskOf(Policy, $$"""{ "messages": [{ "role": "user", "content": "{{first}}" }], {{tools}} }""");

        Assert.Equal(
            [$"{first[^199..]}\nmore\n"],
            AskOf(Policy, $$"""{ "messages": [{ "role": "user", "content": "{{first}}" }, { "role": "user", "content": "more" }], {{tools}} }"""));
    }

    [Fact]
    public void Shields_know_users_and_documents_apart()
    {
        var said = new string('a', 500);
        Assert.Equal([$"{said}\n", "one\n|two\n"], Ask(Shield, ("user", said), ("tool", "one"), ("tool", "two")));
        Assert.Equal(["three\n"], Ask(Shield, ("user", said), ("tool", "one"), ("tool", "two"), ("tool", "three")));
        Assert.Equal([$"{said[^199..]}\nmore\n"], Ask(Shield, ("user", said), ("tool", "one"), ("tool", "two"), ("tool", "three"), ("user", "more")));
    }

    [Fact]
    public void No_turn_of_any_conversation_leaves_a_text_or_a_border_unjudged()
    {
        var random = new Random(4711);
        for (var conversation = 0; conversation < 60; conversation++)
        {
            var messages = new List<(string, string)>();
            var judged = new List<string>();
            for (var turn = 0; turn < 8; turn++)
            {
                for (var more = random.Next(1, 4); more > 0; more--)
                {
                    messages.Add(("user", string.Concat(Enumerable.Range(0, random.Next(2) == 0 ? random.Next(1, 80) : random.Next(1, 9_000)).Select(_ => random.Next(30) == 0 ? "😀" : $"{(char)random.Next('a', 'z')}"))));
                }

                var asked = Ask(Policy, [.. messages]);
                Assert.All(asked, piece => Assert.InRange(piece.EnumerateRunes().Count(), 1, TextPieces.Most));
                judged.AddRange(asked);

                // Every stretch that is no longer than the overlap was in one question.
                var whole = string.Concat(messages.Select(message => $"{message.Item2}\n")).EnumerateRunes().Select(rune => rune.ToString()).ToArray();
                for (var check = 0; check < 40; check++)
                {
                    var at = random.Next(Math.Max(1, whole.Length - TextPieces.Overlap));
                    var stretch = string.Concat(whole.Skip(at).Take(TextPieces.Overlap));
                    Assert.Contains(judged, piece => piece.Contains(stretch, StringComparison.Ordinal));
                }
            }
        }
    }

    [Fact]
    public void Only_what_a_request_says_makes_it_another_question()
    {
        var definition = Policy.Definition;
        var question = SafetyQuestion.Analyze("hello"u8.ToArray(), SafetyQuestion.Prompt);
        var key = new SafetyKeys(definition).Of(question);

        Assert.Equal(key, new SafetyKeys(definition with { Categories = new Dictionary<string, int> { ["hate"] = 6 }, OnFailure = "allow", RememberFor = TimeSpan.FromHours(1) }).Of(question));
        var others = new[]
        {
            new SafetyKeys(definition with { Blocklists = ["house"] }).Of(question),
            new SafetyKeys(definition with { Categories = new Dictionary<string, int> { ["hate"] = 4, ["violence"] = 4 } }).Of(question),
            new SafetyKeys(definition with { OutputType = SafetyOutputTypes.Eight }).Of(question),
            new SafetyKeys(definition with { Endpoint = "https://other.example" }).Of(question),
            new SafetyKeys(definition).Of(SafetyQuestion.Analyze("hello!"u8.ToArray(), SafetyQuestion.Prompt)),
            new SafetyKeys(definition).Of(SafetyQuestion.Shield("hello"u8.ToArray(), [])),
            new SafetyKeys(definition).Of(SafetyQuestion.Shield(default, ["hello"u8.ToArray()])),
            new SafetyKeys(definition).Of(SafetyQuestion.Shield(default, ["hel"u8.ToArray(), "lo"u8.ToArray()])),
        };
        Assert.DoesNotContain(key, others);
        Assert.Distinct(others);
    }

    private List<string> Ask(SafetyPolicy policy, params (string Role, string Content)[] messages) =>
        AskOf(policy, JsonSerializer.Serialize(new { messages = messages.Select(message => new { role = message.Role, content = message.Content }) }));

    /// <summary>The texts that are asked about, which are known afterwards.</summary>
    private List<string> AskOf(SafetyPolicy policy, string body)
    {
        using var texts = PromptTexts.Of(Encoding.UTF8.GetBytes(body));
        var asked = new List<string>();
        foreach (var question in PromptQuestions.Of(policy, texts, _known.Contains))
        {
            if (_known.Add(policy.Keys.Of(question)))
            {
                asked.Add(string.Join('|', question.Documents.Prepend(question.Text).Where(text => !text.IsEmpty).Select(text => Encoding.UTF8.GetString(text.Span))));
            }
        }

        return asked;
    }

    private static SafetyPolicy Of(ContentSafetyDefinition definition) => new()
    {
        Owner = "product:p",
        Definition = definition,
        Analyze = new("https://safety.example/a"),
        Shield = new("https://safety.example/s"),
        Client = null!,
        Circuit = null!,
    };
}
