using System.Globalization;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

public sealed class RateLimitTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private const int Seconds = 120;

    /// <summary>Seconds to wait at least and at most; null where none are told.</summary>
    public static TheoryData<string, string?, string?, int?, int?> Waits
    {
        get
        {
            var data = new TheoryData<string, string?, string?, int?, int?>();
            var date = TimeProvider.System.GetUtcNow().AddSeconds(Seconds).ToString("r", CultureInfo.InvariantCulture);
            foreach (var family in (string[])["gpt", "claude"])
            {
                data.Add(family, "7", null, 7, 7);
                data.Add(family, "7", "2500", 3, 3);
                data.Add(family, date, null, 1, Seconds);
                data.Add(family, "Sun, 06 Nov 1994 08:49:37 GMT", null, null, null);
                data.Add(family, "-5", null, null, null);
                data.Add(family, "soon", null, null, null);
                data.Add(family, null, null, null, null);
                data.Add(family, "1e99", null, null, null);
                data.Add(family, "99999999999999999999999", null, 60, 24 * 60 * 60);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Waits))]
    public async Task A_rate_limit_is_told_with_its_time_if_that_makes_sense(string family, string? retryAfter, string? retryAfterMs, int? least, int? most)
    {
        var mark = Fixture.Mark();
        Fixture.Provider.ScriptFor(mark, Faults.RateLimited(retryAfter, retryAfterMs));

        using var response = await Fixture.Http.SayAsync(Fixture.Fresh(family), mark, Cancellation);

        Assert.Equal("rate_limit_exceeded", (await ApiError.OfAsync(response, 429, Cancellation)).Code);
        var told = response.Headers.TryGetValues("retry-after", out var values) ? int.Parse(values.Single(), CultureInfo.InvariantCulture) : (int?)null;
        if (least is null)
        {
            Assert.True(told is null or (>= 0 and <= 300), $"{told} seconds were made up.");
        }
        else
        {
            Assert.InRange(told!.Value, least.Value, most!.Value);
            Assert.InRange(double.Parse(response.Headers.GetValues("retry-after-ms").Single(), CultureInfo.InvariantCulture) / 1000, least.Value - 1, most.Value);
        }
    }

    [Theory, MemberData(nameof(FaultsFixture.Ways), MemberType = typeof(FaultsFixture))]
    public async Task A_rate_limit_and_an_account_without_money_go_to_the_next_target(string family, bool stream)
    {
        await IsPassedOverAsync(Fixture.Fresh(family), Faults.RateLimited("60"), stream);
        await IsPassedOverAsync(Fixture.Fresh(family), Faults.SpendLimited(), stream);
        await IsPassedOverAsync(Fixture.Fresh(family), Faults.Overloaded(), stream);
        await IsToldAsync(Fixture.Fresh(family), Faults.SpendLimited(), stream, 502, "insufficient_quota");
        await IsToldAsync(Fixture.Fresh(family), Faults.Overloaded(), stream, 503, "overloaded");
    }
}
