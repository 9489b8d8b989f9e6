using System.Globalization;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Limits.Plans;

namespace Orleans.Gateway.Grains.Limits.Calls;

/// <summary>What answers say of limits: OpenAI's headers, of the tightest limit that applies, and those that an operator has named.</summary>
internal static class LimitReplyHeaders
{
    private static readonly (string Limit, string Remaining, string Reset) Requests = ("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests");
    private static readonly (string Limit, string Remaining, string Reset) Tokens = ("x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens");

    /// <param name="others">Of tokens, that were not asked since another had refused; null: there are none.</param>
    /// <param name="used">Tokens of the call, where they are known.</param>
    /// <param name="prompt">Their estimate, for where they are not.</param>
    public static void Add(
        List<KeyValuePair<string, string>> headers,
        List<HeldCounter> counters,
        List<(PlannedCounter Counter, CounterReading Reading)>? others,
        in LimitStanding standing,
        long? used,
        long prompt)
    {
        CounterReading? requests = null, tokens = null;
        for (var i = 0; i < others?.Count; i++)
        {
            tokens = Tighter(tokens, others[i].Reading);
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
                    Add(headers, name, used ?? prompt);
                }
            }
        }

        Add(headers, Requests, requests);
        Add(headers, Tokens, tokens);
    }

    /// <summary>As OpenAI writes times: <c>120ms</c>, <c>1.5s</c>, <c>6m0s</c>, <c>1h0m0s</c>.</summary>
    internal static string Time(TimeSpan time)
    {
        // To the full millisecond above: too early is a second refusal.
        var rounded = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, time.TotalMilliseconds)));
        if (rounded < TimeSpan.FromSeconds(1))
        {
            return rounded == TimeSpan.Zero ? "0ms" : string.Create(CultureInfo.InvariantCulture, $"{rounded.Milliseconds}ms");
        }

        var seconds = (rounded - TimeSpan.FromMinutes(Math.Floor(rounded.TotalMinutes))).TotalSeconds;
        return rounded < TimeSpan.FromMinutes(1) ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###}s")
            : rounded < TimeSpan.FromHours(1) ? string.Create(CultureInfo.InvariantCulture, $"{rounded.Minutes}m{seconds:0.###}s")
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(rounded.TotalHours):0}h{rounded.Minutes}m{seconds:0.###}s");
    }

    private static CounterReading Tighter(CounterReading? one, CounterReading other) =>
        one is { } first && first.Remaining <= other.Remaining ? first : other;

    private static void Add(List<KeyValuePair<string, string>> headers, (string Limit, string Remaining, string Reset) names, CounterReading? reading)
    {
        if (reading is { } known)
        {
            Add(headers, names.Limit, known.Limit);
            Add(headers, names.Remaining, known.Remaining);
            headers.Add(new(names.Reset, Time(known.ResetsIn)));
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
