using System.Globalization;
using System.Net;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Limits.Plans;

namespace Orleans.Gateway.Grains.Limits.Calls;

/// <summary>What the client of a refused call is told: which limit, how much of it there is, and when to come again.</summary>
/// <remarks>A rate is a 429, which SDKs send again after the time named; a quota is a 403, which they do not.</remarks>
internal static class LimitRefusal
{
    private static readonly KeyValuePair<string, string> NoRetry = new("x-should-retry", "false");

    /// <summary>The prompt alone is more than the whole limit: to come again is of no use.</summary>
    /// <param name="prompt">In what the counter counts.</param>
    public static GatewayError TooLarge(PlannedCounter counter, long prompt) => Error(
        counter,
        counter.Kind is LimitKind.Spend
            ? FormattableString.Invariant($"This request is too large for the spending limit of {counter.Owner}: its prompt costs about {Money(prompt)}, and {Amount(counter)} are allowed. Send a shorter one.")
            : FormattableString.Invariant($"This request is too large for the limit of {counter.Owner}: its prompt has about {prompt:N0} tokens, and {Amount(counter)} are allowed. Send a shorter one."))
        with
    { Headers = [NoRetry] };

    /// <param name="amount">What the call needs.</param>
    public static GatewayError Of(PlannedCounter counter, long amount, in Spending spent, CounterReading reading, DateTimeOffset now)
    {
        if (spent.IsUnavailable)
        {
            return new((int)HttpStatusCode.ServiceUnavailable, $"The limit of {counter.Owner} cannot be looked up at the moment. Try again later.", "api_error")
            {
                Code = "limit_unavailable",
                RetryAfter = spent.RetryAfter,
            };
        }

        var wait = spent.RetryAfter ?? CounterLease.Pause;
        var text = counter.Kind switch
        {
            LimitKind.Concurrency =>
                FormattableString.Invariant($"Too many requests at the same time for {counter.Owner}: {counter.Rule.Amount:N0} are allowed. Try again when one of them has ended."),
            LimitKind.Requests => $"Rate limit reached for {counter.Owner}: {Amount(counter)}. Try again in {LimitReplyHeaders.Time(wait)}.",
            LimitKind.Tokens =>
                FormattableString.Invariant($"Rate limit reached for {counter.Owner}: {Amount(counter)}, of which {reading.Remaining:N0} are left, and this request needs about {amount:N0}. Try again in {LimitReplyHeaders.Time(wait)}."),
            LimitKind.Spend =>
                FormattableString.Invariant($"The spending limit of {counter.Owner} is used up: {Amount(counter)}, of which {Money(reading.Remaining)} are left, and this request is expected to cost about {Money(amount)}. It is renewed at {Renewed(now + wait)} UTC."),
            _ =>
                FormattableString.Invariant($"The token quota of {counter.Owner} is used up: {Amount(counter)}, of which {reading.Remaining:N0} are left, and this request needs about {amount:N0}. It is renewed at {Renewed(now + wait)} UTC."),
        };
        var error = Error(counter, text) with { RetryAfter = wait };
        List<KeyValuePair<string, string>> headers = counter.IsQuota ? [NoRetry] : [];
        if (counter.Headers.RetryAfter is { } name)
        {
            headers.Add(new(name, Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture)));
        }

        return error with { Headers = headers };
    }

    private static GatewayError Error(PlannedCounter counter, string text) => counter.IsQuota
        ? new((int)HttpStatusCode.Forbidden, text, "insufficient_quota") { Code = "insufficient_quota" }
        : new((int)HttpStatusCode.TooManyRequests, text, "rate_limit_error") { Code = "rate_limit_exceeded" };

    private static string Amount(PlannedCounter counter) => counter.Kind is LimitKind.Spend
        ? $"{Money(counter.Rule.Amount)} per {Unit(counter.Rule.Period)}"
        : FormattableString.Invariant($"{counter.Rule.Amount:N0} {(counter.Kind is LimitKind.Requests ? "requests" : "tokens")} per {Unit(counter.Rule.Period)}");

    private static string Money(long millionths) => (millionths / PlannedCounter.Millionths).ToString("#,0.######", CultureInfo.InvariantCulture);

    private static string Unit(QuotaPeriod period) => period switch
    {
        QuotaPeriod.Hourly => "hour",
        QuotaPeriod.Daily => "day",
        QuotaPeriod.Weekly => "week",
        QuotaPeriod.Monthly => "month",
        QuotaPeriod.Yearly => "year",
        _ => "minute",
    };

    // To the full minute: an hour's window ends on one.
    private static string Renewed(DateTimeOffset at) => at.UtcDateTime.AddSeconds(30).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
