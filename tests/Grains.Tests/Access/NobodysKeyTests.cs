using Orleans.Gateway.Contracts.Front;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Limits.Tokens;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Tests.Catalog;
using Orleans.Gateway.Silo.Front;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Grains.Tests.Access;

/// <summary>What it costs to be refused.</summary>
public sealed class NobodysKeyTests
{
    private const string Unknown = "a-key-that-nobody-has";
    private const string Malformed = "gw-team-a-madeup";

    private static readonly KeyHasher Hasher = new(new byte[32]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>There are no grains here that it could call.</summary>
    [Theory]
    [InlineData(Unknown)]
    [InlineData(Malformed)]
    public async Task On_a_node_with_a_silo_it_costs_no_grain_call(string key)
    {
        var plane = new LocalDataPlane(
            new CatalogMirror(Views.Compiler()), Hasher, null!, new TokenCounter(), TimeProvider.System);

        var answer = plane.IdentifyAsync(key.AsMemory(), isForCall: true, Cancellation).AsTask();

        Assert.True(answer.IsCompletedSuccessfully);
        Assert.Null(await answer);
    }

    [Fact]
    public async Task On_a_front_end_a_malformed_key_is_refused_without_a_question_and_an_unknown_one_is_asked_for()
    {
        var front = new RemoteDataPlane(null!, Hasher, new RememberedCallers(TimeProvider.System), null!, new GrainSource(), new FrontDesks());

        Assert.Null(await front.IdentifyAsync(Malformed.AsMemory(), isForCall: true, Cancellation));
        await Assert.ThrowsAsync<SilosUnreachableException>(async () => await front.IdentifyAsync(Unknown.AsMemory(), isForCall: true, Cancellation));
    }
}
