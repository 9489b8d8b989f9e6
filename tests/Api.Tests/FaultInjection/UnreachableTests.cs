using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Where no connection comes about.</summary>
public sealed class UnreachableTests(FaultsFixture fixture) : FaultTests(fixture)
{
    public static TheoryData<string> DeadEnds => ["refused", "nameless", "blackhole", "deaf"];

    [Theory, MemberData(nameof(DeadEnds))]
    public async Task A_backend_that_cannot_be_reached_is_passed_over_within_its_connect_timeout(string end)
    {
        foreach (var family in (string[])["gpt", "claude"])
        {
            var mark = Fixture.Mark();
            var started = TimeProvider.System.GetTimestamp();
            using var served = await Fixture.Http.SayAsync($"{family}-{end}-then-good", mark, Cancellation, stream: true);
            Assert.Equal($"You said: {mark}", await TextAsync(served, stream: true));
            Assert.Single(Fixture.AttemptsWith(mark));

            using var failed = await Fixture.Http.SayAsync($"{family}-{end}", mark, Cancellation);
            var error = await ApiError.OfAsync(failed, end == "blackhole" ? 504 : 502, Cancellation);
            Assert.Equal(end == "blackhole" ? "upstream_timeout" : "upstream_unreachable", error.Code);

            // Twice 0.4 s, and much room for a busy machine; the operating system itself would wait for minutes.
            Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
            Fixture.AssertLogIsClean();
        }
    }
}
