using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Translation.Answers;

namespace Orleans.Gateway.Grains.Tests.Backends;

public class BackendTallyTests
{
    private readonly BackendTally _tally = new();

    [Theory]
    [InlineData(AttemptOutcome.Answered, 0, 0)]
    [InlineData(AttemptOutcome.Failed, 1, 0)]
    [InlineData(AttemptOutcome.Abandoned, 0, 1)]
    public void An_attempt_counts_once_and_its_tokens_whatever_became_of_it(AttemptOutcome outcome, int failures, int abandoned)
    {
        _tally.Settled(outcome, new TokenUsage(10, 5, 4, 3, 2));

        Assert.Equal(new BackendCounts(1, failures, abandoned, 10, 5, 4, 3, 2), _tally.Take());
    }

    [Fact]
    public void What_was_taken_is_gone_until_it_is_given_back()
    {
        _tally.Settled(AttemptOutcome.Failed, new TokenUsage(10, 5, 4, 3, 2));
        var taken = _tally.Take();
        Assert.Equal(default, _tally.Take());

        _tally.GiveBack(taken);
        _tally.Settled(AttemptOutcome.Answered, default);

        Assert.Equal(new BackendCounts(2, 1, 0, 10, 5, 4, 3, 2), _tally.Take());
    }

    [Fact]
    public async Task Nothing_is_lost_between_threads()
    {
        const int threads = 4, calls = 5_000;
        var taken = new BackendCounts();
        var work = Enumerable.Range(0, threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < calls; i++)
            {
                _tally.Settled(AttemptOutcome.Answered, new TokenUsage(2, 1));
            }
        }, TestContext.Current.CancellationToken)).ToArray();
        while (!work.All(task => task.IsCompleted))
        {
            taken += _tally.Take();
        }

        await Task.WhenAll(work);
        taken += _tally.Take();

        Assert.Equal((threads * calls, threads * calls * 2L, threads * calls), (taken.Attempts, taken.PromptTokens, taken.CompletionTokens));
    }
}
