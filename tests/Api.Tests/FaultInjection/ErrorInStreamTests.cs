using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Errors that come behind a 200.</summary>
public sealed class ErrorInStreamTests(FaultsFixture fixture) : FaultTests(fixture)
{
    public static TheoryData<string, int, int, string> Errors => new()
    {
        { "gpt", 529, 503, "overloaded" }, { "gpt", 429, 429, "rate_limit_exceeded" }, { "gpt", 500, 502, "upstream_error" },
        { "claude", 529, 503, "overloaded" }, { "claude", 429, 429, "rate_limit_exceeded" }, { "claude", 500, 502, "upstream_error" },
    };

    [Theory, MemberData(nameof(Errors))]
    public async Task As_the_first_event_it_is_as_good_as_a_status(string family, int status, int told, string code)
    {
        // An Anthropic stream that has begun, but said nothing, has not begun for the client.
        for (var before = 0; before <= (family == "claude" ? 2 : 1); before++)
        {
            await IsPassedOverAsync(Fixture.Fresh(family), Faults.ErrorAfterEvents(before, status), stream: true);
        }

        await IsToldAsync(Fixture.Fresh(family), Faults.ErrorAfterEvents(0, status), stream: true, told, code, "upstream_error", "overloaded");
    }

    [Theory]
    [InlineData("gpt")]
    [InlineData("claude")]
    public async Task Behind_content_it_is_the_last_event(string family)
    {
        var mark = Fixture.Mark();
        var gate = new Gate();
        Fixture.Provider.ScriptFor(mark, Faults.ErrorAfterEvents(6).HeldAfter(6, gate));

        using var response = await Fixture.Http.SayAsync($"{Fixture.Fresh(family)}-then-good", mark, Cancellation, stream: true);
        await gate.Reached.WaitAsync(Cancellation);
        gate.Release();

        Assert.NotEmpty((await BrokenOffAsync(response)).Message);
        Assert.Single(Fixture.AttemptsWith(mark));
        Fixture.AssertLogIsClean();
    }
}
