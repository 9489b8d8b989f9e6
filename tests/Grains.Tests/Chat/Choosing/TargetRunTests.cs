using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Chat.Choosing;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Tests.Chat.Choosing;

public class TargetRunTests
{
    /// <summary>What a call meets, and what becomes of it.</summary>
    /// <remarks>
    /// Targets and gates as <see cref="Aliases"/> writes them; then the attempts: which backend, what it comes to (<c>ok</c>, <c>full</c> or
    /// <c>shut</c> where its gate refuses and may be worth to come again in 7 seconds, <c>spent</c> or <c>lost</c> where its own limit does, or a kind of failure
    /// with <c>@</c> the seconds of its Retry-After and the provider's advice as <c>+</c> or <c>-</c>). The last word is what the client is told:
    /// <c>answer</c>, or a status, with <c>@</c> the seconds to wait.
    /// </remarks>
    public static TheoryData<string, string, string> Stories => new()
    {
        { "a, b:2", "", "a ok, answer" },
        { "a, b:2", "", "a ServerError, b ok, answer" },
        { "a, b:2", "", "a Unreachable, b Overloaded, 503@2" },
        { "a, b:2, c:3, d:4", "", "a ServerError, b ServerError, c TimedOut, 504" },               // three attempts, not four
        { "a, b:2", "", "a Rejected, 400" },                                                       // nobody could do better
        { "a, b:2", "", "a TooLarge, 413" },
        { "a, b:2", "", "a ContentFilter, 400" },
        { "a, b:2", "", "a Unauthorized, b ok, answer" },
        { "a, b:2", "", "a ModelNotFound, b ok, answer" },
        { "a, b:2", "", "a OutOfCredit, b ok, answer" },

        // A prompt that is too long
        { "a:1:1:8000, b:2:1:8000, c:3:1:32000", "", "a ContextLength, c ok, answer" },
        { "a:1:1:8000, b:2:1:4000", "", "a ContextLength, 400" },
        { "a:1:1:8000, b:2:1:16000, c:3:1:12000, d:4:1:32000", "", "a ContextLength, b ContextLength, d ok, answer" },
        { "a:1:1:8000, b:2", "", "a ContextLength, 400" },                                         // nobody knows whether b takes more
        { "a, b:2:1:8000", "", "a ContextLength, 400" },                                           // nor what more is
        { "a:1:1:8000, b:2:1:32000, c:3:1:4000", "", "a ContextLength, b ServerError, 502" },      // still too long for c
        { "a:1:1:8000, b:2:1:32000", "b open 30", "a ContextLength, 400" },

        // What the provider advises goes before the table
        { "a, b:2", "", "a Rejected+, b ok, answer" },
        { "a, b:2", "", "a ServerError-, b ok, answer" },                                          // about itself, not about others
        { "a", "", "a ServerError-, 502" },
        { "a", "", "a TimedOut+, a ok, answer" },

        // One target: the same once more
        { "a", "", "a ServerError, a ok, answer" },
        { "a", "", "a ServerError, a ServerError, 502" },                                          // once
        { "a", "", "a Unreachable, a Overloaded, 503@2" },
        { "a", "", "a Overloaded@1, a ok, answer" },
        { "a", "", "a Overloaded@2, 503@2" },                                                      // too long to wait with the client on the line
        { "a", "", "a RateLimited, 429@2" },                                                         // without a time, not over in a moment
        { "a", "", "a RateLimited@1, a ok, answer" },
        { "a", "", "a TimedOut, 504" },
        { "a", "", "a Malformed, 502" },
        { "a", "", "a Rejected, 400" },
        { "a, b:2", "b open 30", "a ServerError, 502" },                                           // two targets, also when one is open

        // Gates
        { "a, b:2", "a open 30", "b ok, answer" },
        { "a, b:2", "a half", "a ok, answer" },
        { "a, b:2", "a open 30, b open 7", "503@7" },
        { "a, b:2", "a limited 30, b limited 7", "429@7" },
        { "a, b:2", "a limited 3, b open 7", "503@3" },
        { "a", "a limited 3", "429@3" },

        // A gate that does not let the call pass after all: full, where waiting may help, or shut
        { "a, b:2", "", "a full, b ok, answer" },
        { "a, b:2", "", "a shut, b ok, answer" },
        { "a", "", "a full, a ok, answer" },                                                       // waits, since there is nobody else
        { "a", "", "a full, a full, 503@7" },                                                      // once
        { "a, b:2", "", "a full, b full, a ok, answer" },
        { "a, b:2", "", "a full, b ServerError, a ok, answer" },
        { "a, b:2", "", "a full, b Rejected, 400" },
        { "a", "", "a shut, 503@7" },
        { "a, b:2", "b open 3", "a shut, 503@3" },
        { "a, b:2", "b limited 30", "a shut, 503@7" },

        // A backend that is at a limit of its own (spent, for 7 seconds), or whose counter cannot be looked up (lost)
        { "a, b:2", "", "a spent, b ok, answer" },
        { "a, b:2", "", "a spent, b spent, 429@7" },
        { "a", "", "a spent, 429@7" },                                                             // nobody waits for it with the client on the line
        { "a, b:2", "b limited 3", "a spent, 429@3" },
        { "a, b:2", "b limited 30", "a spent, 429@7" },
        { "a, b:2", "b open 3", "a spent, 503@3" },                                                // one is out of order: no rate limit
        { "a, b:2", "b open 30", "a spent, 503@7" },
        { "a, b:2", "", "a spent, b RateLimited@9, 429@7" },
        { "a, b:2", "", "a spent, b RateLimited@5, 429@5" },
        { "a, b:2", "", "a spent, b ServerError, 502" },
        { "a, b:2", "", "a spent, b full, b ok, answer" },
        { "a, b:2", "", "a ServerError, b spent, 502" },
        { "a, b:2", "", "a lost, b ok, answer" },
        { "a, b:2", "", "a lost, b spent, 503@7" },
        { "a", "", "a lost, 503@7" },
        { "a, b:2, c:3, d:4, e:5", "", "a spent, b spent, c spent, d spent, e ok, answer" },       // costs no attempt

        // All rate-limited: the first that opens
        { "a, b:2", "", "a RateLimited@9, b RateLimited@5, 429@5" },
        { "a, b:2", "b limited 3", "a RateLimited@9, 429@3" },
        { "a, b:2", "b limited 30", "a RateLimited@9, 429@9" },
        { "a, b:2", "b limited 3", "a RateLimited, 429@3" },
        { "a, b:2", "b open 3", "a RateLimited@9, 429@9" },
        { "a, b:2", "", "a RateLimited@9, b ServerError, 502" },
    };

    [Theory]
    [MemberData(nameof(Stories))]
    public void Story_of_a_call(string targets, string gates, string story) => Assert.Equal(story, Told(story, targets, gates, new()));

    public static TheoryData<string, string, string> PanicStories => new()
    {
        { "a, b:2", "a open 30, b open 7", "b ok, answer" },               // the one that reopens first, whatever its priority
        { "a, b:2", "a open 30, b open 7", "b ServerError, 502" },         // one, and what it says
        { "a, b:2", "a limited 5, b open 7", "a ok, answer" },
        { "a, b:2", "a open 30", "b ok, answer" },                         // no reason to panic
        { "a, b:2", "a open 30", "b ServerError, 502" },                   // not after an attempt either
        { "a", "a open 30", "a ServerError, 502" },                        // nor twice
    };

    [Theory]
    [MemberData(nameof(PanicStories))]
    public void Story_of_a_call_whose_alias_panics(string targets, string gates, string story) =>
        Assert.Equal(story, Told(story, targets, gates, new() { Panic = true }));

    [Theory]
    [InlineData(1, "a ServerError, 502")]
    [InlineData(2, "a ServerError, b ServerError, 502")]
    [InlineData(5, "a ServerError, b ServerError, c ServerError, d ServerError, e ServerError, 502")]
    [InlineData(10, "a ServerError, b ServerError, c ServerError, d ServerError, e ServerError, 502")]
    public void A_call_takes_as_many_attempts_as_its_alias_allows(int attempts, string story) =>
        Assert.Equal(story, Told(story, "a, b:2, c:3, d:4, e:5", "", new() { MaxAttempts = attempts }));

    [Fact]
    public void With_one_attempt_an_only_target_is_not_asked_again() => Assert.Equal("a ServerError, 502", Told("a ServerError, 502", "a", "", new() { MaxAttempts = 1 }));

    [Fact]
    public void The_gates_of_the_moment_count_not_those_of_the_beginning()
    {
        var gates = Aliases.Gates("");
        var run = new TargetRun(Aliases.Of("a, b:2, c:3"), null, backend => gates(backend), new Random(1));

        Assert.Equal("a", run.Next()!.Id);
        run.Failed(FailureText.Failure(FailureKind.ServerError));
        gates = Aliases.Gates("b open 30");

        Assert.Equal("c", run.Next()!.Id);
    }

    [Fact]
    public void A_gate_that_lets_nobody_pass_after_all_costs_no_attempt()
    {
        var run = new TargetRun(Aliases.Of("a, b:2", new() { MaxAttempts = 1 }), null, Aliases.Gates("a half"), new Random(1));

        Assert.Equal("a", run.Next()!.Id);
        run.Refused(isWorthWaiting: true, TimeSpan.FromMilliseconds(250));
        Assert.Equal("b", run.Next()!.Id);
        run.Failed(FailureText.Failure(FailureKind.ServerError));
        Assert.Null(run.Next());
        Assert.Equal(502, run.Owed().Status);
    }

    [Theory]
    [InlineData(null, 50, 250)]
    [InlineData(0.8, 800, 800)]
    public void The_same_target_is_asked_again_after_a_moment_or_when_it_says(double? seconds, int least, int most)
    {
        var run = new TargetRun(Aliases.Of("a"), null, Aliases.Gates(""), new Random(1));

        run.Next();
        run.Failed(FailureText.Failure(FailureKind.Overloaded) with { RetryAfter = seconds is { } value ? TimeSpan.FromSeconds(value) : null });

        Assert.NotNull(run.Next());
        Assert.InRange(run.Wait.TotalMilliseconds, least, most);
    }

    [Fact]
    public void An_only_target_is_chosen_without_an_allocation()
    {
        var alias = Aliases.Of("a");
        var random = new Random(1);
        Assert.NotNull(new TargetRun(alias, null, static _ => default, random).Next());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1_000; call++)
        {
            _ = new TargetRun(alias, null, static _ => default, random).Next();
        }

        // Room for what a runtime does once.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    private static string Told(string story, string targets, string gates, RoutingDefinition routing)
    {
        var run = new TargetRun(Aliases.Of(targets, routing), null, Aliases.Gates(gates), new Random(1));
        var told = new List<string>();
        foreach (var step in story.Split(", "))
        {
            if (run.Next() is not { } backend)
            {
                break;
            }

            var result = step.Split(' ')[^1];
            told.Add($"{backend.Id} {result}");
            if (result == "ok")
            {
                return string.Join(", ", [.. told, "answer"]);
            }

            if (result is "spent" or "lost")
            {
                run.Limited(result == "spent", TimeSpan.FromSeconds(7));
            }
            else if (result is "full" or "shut")
            {
                run.Refused(result == "full", TimeSpan.FromSeconds(7));
            }
            else
            {
                run.Failed(Failure(result));
            }
        }

        var owed = run.Owed();
        return string.Join(", ", [.. told, $"{owed.Status}{(owed.RetryAfter is { } wait ? $"@{wait.TotalSeconds}" : "")}"]);
    }

    private static ProviderFailure Failure(string text)
    {
        var words = text.TrimEnd('+', '-').Split('@');
        return FailureText.Failure(Enum.Parse<FailureKind>(words[0])) with
        {
            RetryAfter = words.Length > 1 ? TimeSpan.FromSeconds(int.Parse(words[1], null)) : null,
            ShouldRetry = text[^1] switch { '+' => true, '-' => false, _ => null },
        };
    }
}
