using System.Globalization;
using System.Text.Json;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Silo.Limits;

namespace Orleans.Gateway.Api.Admin.Limits;

/// <summary>What of its limits a subscription, or a backend, has used, and what is left.</summary>
internal static class LimitEndpoints
{
    private const int MostShown = 200;
    private const int MostGiven = 20;

    public static void Map(AdminRoutes admin) => admin.Map(
        new("GET", "/limits", AdminRole.Viewer, "How the counters stand that calls of a subscription pass, or those of a backend: used, in the hands of nodes, and left")
        {
            Query =
            [
                ("subscription", "Whose calls. This or backend is required. Those without a key are open:PRODUCT."),
                ("backend", "The counters of this backend, which the calls of all share."),
                ("api", "Only the counters of calls of this API."),
                ("alias", "Only the counters of calls of this alias."),
                ("with", $"What a call of it brings along, for counters that are told apart by it: ip=10.0.0.1, header:x-team=blue, claim:tid=…; nothing behind the = for calls without it. Up to {MostGiven} times."),
                ("limit", $"How many at most, from 1 to {MostShown}. Default 50."),
                ("after", "The value of next in the answer before."),
            ],
        },
        ListAsync);

    private static async Task<IResult> ListAsync(AdminCall call)
    {
        var (limit, skipped) = (call.Number("limit", 50, 1, MostShown), call.Number("after", 0, 1, int.MaxValue));
        var (whose, found) = (call.Query("subscription"), call.Query("backend")) switch
        {
            ({ } subscription, null) => ($"subscription '{subscription}'", await ClusterLimits.ListAsync(call.Grains, new CounterQuestion(subscription, Given(call)) { Api = call.Query("api"), Alias = call.Query("alias") })),
            (null, { } backend) => ($"backend '{backend}'", await ClusterLimits.OfBackendAsync(call.Grains, backend)),
            (null, null) => throw new DefinitionRejectedException([new("subscription", "is missing. Name the subscription whose counters you want to see, or a backend.")]),
            _ => throw new DefinitionRejectedException([new("backend", "is there beside subscription. Ask for one of them: a backend's counters are the same for all.")]),
        };
        if (found is not { } counters)
        {
            return AdminProblem.NotFound(whose);
        }

        var time = call.Service<TimeProvider>();
        var page = await Task.WhenAll(counters.Skip(skipped).Take(limit).Select(async counter => (counter, await ClusterLimits.AskAsync(call.Grains, counter, time))));
        return AdminJson.Result(json =>
        {
            json.WriteStartObject();
            json.WriteString("at"u8, time.GetUtcNow());
            json.WriteStartArray("items"u8);
            foreach (var (counter, status) in page)
            {
                Write(json, counter, status);
            }

            json.WriteEndArray();
            if (skipped < counters.Count - limit)
            {
                json.WriteString("next"u8, (skipped + limit).ToString(CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
        });
    }

    private static Dictionary<string, string> Given(AdminCall call)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in call.Context.Request.Query["with"].OfType<string>())
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            var what = at < 0 ? "" : text[..at];
            if (what is not "ip" && !what.StartsWith("header:", StringComparison.Ordinal) && !what.StartsWith("claim:", StringComparison.Ordinal))
            {
                throw new DefinitionRejectedException([new("with", "is nothing that a call brings along. Write ip=…, header:NAME=… or claim:NAME=….")]);
            }

            given[what] = text[(at + 1)..];
        }

        return given.Count <= MostGiven ? given : throw new DefinitionRejectedException([new("with", $"is there {given.Count} times. Use it at most {MostGiven} times.")]);
    }

    private static void Write(Utf8JsonWriter json, KnownCounter counter, CounterStatus? status)
    {
        json.WriteStartObject();
        json.WriteString("scope"u8, counter.Scope);
        json.WriteString("owner"u8, counter.Owner);
        json.WriteString("kind"u8, counter.Kind);
        json.WriteString("counterKey"u8, counter.CounterKey);
        if (counter.Rule.Period is not QuotaPeriod.None)
        {
            json.WriteString("period"u8, counter.Rule.Period.ToString());
        }

        json.WriteNumber("amount"u8, counter.Rule.Amount * counter.Unit);
        if (counter.Name is { } name)
        {
            json.WriteString("counter"u8, name);
        }

        if (counter.Needs.Count > 0)
        {
            json.WriteStartArray("needs"u8);
            foreach (var need in counter.Needs)
            {
                json.WriteStringValue(need);
            }

            json.WriteEndArray();
        }
        else if (status is null)
        {
            json.WriteBoolean("silent"u8, true);
        }
        else
        {
            Write(json, counter, status.Rule, status);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, KnownCounter counter, CounterRule rule, CounterStatus status)
    {
        // Calls at once are in the hands of nodes for as long as they run; of everything else, that is what nobody has used yet.
        var leased = rule.Kind is CounterKind.Concurrent ? 0 : status.Leased;
        json.WriteNumber("used"u8, Math.Max(0, rule.Amount - status.Remaining - leased + status.Debt) * counter.Unit);
        json.WriteNumber("leased"u8, leased * counter.Unit);
        json.WriteNumber("remaining"u8, status.Remaining * counter.Unit);
        json.WriteNumber("resetsInSeconds"u8, Math.Ceiling(status.ResetsIn.TotalSeconds));
    }
}
