using System.Globalization;
using CsCheck;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Tests.Errors;

public class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary><c>retry-after</c>, <c>retry-after-ms</c>, and the wait in seconds.</summary>
    public static TheoryData<string?, string?, double?> Wishes => new()
    {
        { "3", null, 3 },
        { " 3 ", null, 3 },
        { "0", null, 0 },
        { "1.5", null, 1.5 },
        { null, "316", 0.316 },
        { "3", "316", 0.316 },                                // the finer one wins
        { "3", "soon", 3 },
        { "Tue, 01 Jan 2030 12:00:30 GMT", null, 30 },
        { "Tuesday, 01-Jan-30 12:00:30 GMT", null, 30 },      // RFC 850
        { "Tue Jan  1 12:00:30 2030", null, 30 },             // asctime
        { "Tue, 01 Jan 2030 11:59:59 GMT", null, null },      // past
        { "99999999999999999999", null, 86_400 },
        { "Sat, 01 Jan 2050 12:00:00 GMT", null, 86_400 },
        { "-3", null, null },
        { null, "-1", null },
        { "NaN", null, null },
        { "Infinity", null, null },
        { "1e3", null, null },
        { "0x10", null, null },
        { "1,5", null, null },
        { "soon", null, null },
        { "", "", null },
        { null, null, null },
    };

    [Theory]
    [MemberData(nameof(Wishes))]
    public void Wish_of_a_provider_is_read(string? retryAfter, string? milliseconds, double? seconds) =>
        Assert.Equal(seconds, RetryAfter.Read(retryAfter, milliseconds, Now)?.TotalSeconds);

    [Fact]
    public void Whole_seconds_and_dates_mean_the_same() =>
        Gen.Int[0, 200_000].Sample(
            seconds =>
            {
                var expected = TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
                Assert.Equal(expected, RetryAfter.Read(seconds.ToString(CultureInfo.InvariantCulture), null, Now));
                Assert.Equal(expected, RetryAfter.Read(Now.AddSeconds(seconds).ToString("r", CultureInfo.InvariantCulture), null, Now));
            },
            iter: 2_000);

    [Fact]
    public void Any_text_gives_null_or_a_wait_within_a_day() =>
        Gen.Select(Gen.String, Gen.String).Sample(
            (a, b) => Assert.InRange(RetryAfter.Read(a, b, Now) ?? TimeSpan.Zero, TimeSpan.Zero, RetryAfter.Longest),
            iter: 5_000);
}
