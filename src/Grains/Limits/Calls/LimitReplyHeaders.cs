using System.Globalization;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Limits.Plans;

namespace Orleans.Gateway.Grains.Limits.Calls;

/// <summary>What answers say of limits: OpenAI's headers, of the tightest limit that applies, and those that an operator has named.</summary>
internal static class LimitReplyHeaders
{
    /// <param name="others">Of tokens, that were not asked since another had refused.</param>
    /// <param name="used">Tokens of the call, where they are known.</param>
    /// <param name="prompt">Their estimate, where they are not.</param>
    public static void Add(
        List<KeyValuePair<string, string>> headers,
        IReadOnlyList<HeldCounter> counters,
        IReadOnlyList<(PlannedCounter Counter, CounterReading Reading)> others,
        in LimitStanding standing,
        long? used,
        Func<long> prompt)
    {
        CounterReading? requests = null, tokens = null;
        foreach (var (_, reading) in others)
        {
            tokens = Tighter(tokens, reading);
        }

        foreach (var held in counters)
        {
            var (counter, reading) = (held.Counter, standing.Of(held));
            if (counter.Kind is LimitKind.Requests)
            {
                // A request is not given back, whatever its answer.
                requests = Tighter(requests, held.Lease.Reading);
            }
            else if (counter.CountsTokens)
            {
                tokens = Tighter(tokens, reading);
                Add(headers, counter.Kind is LimitKind.Tokens ? counter.Headers.RemainingTokens : counter.Headers.RemainingQuotaTokens, reading.Remaining);
                if (counter.Headers.TokensConsumed is { } name)
                {
                    Add(headers, name, used ?? prompt());
                }
            }
        }

        Add(headers, "requests", requests);
        Add(headers, "tokens", tokens);
    }

    /// <summary>As OpenAI writes times: <c>120ms</c>, <c>1.5s</c>, <c>6m0s</c>, <c>1h0m0s</c>.</summary>
    internal static string Time(TimeSpan time)
    {
        // To the full millisecond above: too early is a second refusal.
        var rounded = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, time.TotalMilliseconds)));
        var seconds = FormattableString.Invariant($"{(rounded - TimeSpan.FromMinutes(Math.Floor(rounded.TotalMinutes))).TotalSeconds:0.###}s");
        return rounded < TimeSpan.FromSeconds(1) ? FormattableString.Invariant($"{rounded.TotalMilliseconds:0}ms")
            : rounded < TimeSpan.FromMinutes(1) ? seconds
            : rounded < TimeSpan.FromHours(1) ? FormattableString.Invariant($"{rounded.Minutes}m{seconds}")
            : FormattableString.Invariant($"{Math.Floor(rounded.TotalHours):0}h{rounded.Minutes}m{seconds}");
    }

    private static CounterReading Tighter(CounterReading? one, CounterReading other) =>
        one is { } first && first.Remaining <= other.Remaining ? first : other;

    private static void Add(List<KeyValuePair<string, string>> headers, string what, CounterReading? reading)
    {
        if (reading is { } known)
        {
            Add(headers, $"x-ratelimit-limit-{what}", known.Limit);
            Add(headers, $"x-ratelimit-remaining-{what}", known.Remaining);
            headers.Add(new($"x-ratelimit-reset-{what}", Time(known.ResetsIn)));
        }
    }

    private static void Add(List<KeyValuePair<string, string>> headers, string? name, long value)
    {
        if (name is not null)
        {
            headers.Add(new(name, value.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
