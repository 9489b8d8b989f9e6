using System.Globalization;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Silo.Usage;

namespace Orleans.Gateway.Api.Admin.Usage;

/// <summary>Requests, tokens and money by hour, subscription, product, API, alias and backend.</summary>
internal static class UsageEndpoints
{
    private const int MostShown = 1_000;

    /// <summary>Days that one question may be about: a year and its leap day, and the month before.</summary>
    private const int MostDays = 400;

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHHK"];

    public static void Map(AdminRoutes admin) => admin.Map(
        new("GET", "/usage", AdminRole.Viewer, "Requests, tokens and money, of whole hours; as CSV with format=csv or Accept: text/csv")
        {
            Query =
            [
                ("from", "The first hour, for example 2026-01-31 or 2026-01-31T15:00:00Z. Default: the beginning of this month."),
                ("to", "The hour at which it ends, itself not counted. Default: now."),
                ("groupBy", "One or several of subscription, product, api, alias, backend, hour, day, separated by commas. Default subscription."),
                ("subscription", "Only of this one."), ("product", "Only of this one."), ("api", "Only of this one."), ("alias", "Only of this one."), ("backend", "Only of this one."),
                ("limit", $"How many rows at most, from 1 to {MostShown}. Default 200. CSV has all."),
                ("after", "The value of next in the answer before."),
                ("format", "csv, or json, the default."),
            ],
        },
        AskAsync);

    private static async Task<IResult> AskAsync(AdminCall call)
    {
        var question = Question(call);
        var (limit, skipped) = (call.Number("limit", 200, 1, MostShown), call.Number("after", 0, 1, int.MaxValue));
        var isCsv = IsCsv(call);
        if (await ClusterUsage.AskAsync(call.Grains, question) is not { } lines)
        {
            return AdminProblem.Of(
                StatusCodes.Status400BadRequest, "Too much", $"More than {ClusterUsage.MostOwners} subscriptions and months would have to be added up. Name a subscription, a product or fewer months, or group by something else than subscription.");
        }

        return isCsv ? Results.Bytes(UsageCsv.Of(question, lines), "text/csv; charset=utf-8") : UsageJson.Of(question, lines, skipped, limit);
    }

    private static UsageQuestion Question(AdminCall call)
    {
        var now = call.Service<TimeProvider>().GetUtcNow();
        var from = Time(call, "from") ?? new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var to = Time(call, "to") ?? now;
        if (to <= from || to - from > TimeSpan.FromDays(MostDays))
        {
            throw new DefinitionRejectedException([new("to", $"must be after from, and {MostDays} days after it at most.")]);
        }

        return new UsageQuestion(from, to, Groups(call.Query("groupBy") ?? "subscription"))
        {
            Subscription = call.Query("subscription"),
            Product = call.Query("product"),
            Api = call.Query("api"),
            Alias = call.Query("alias"),
            Backend = call.Query("backend"),
        };
    }

    private static DateTimeOffset? Time(AdminCall call, string name) => call.Query(name) is not { } text
        ? null
        : DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new DefinitionRejectedException([new(name, "is no time. Write it as 2026-01-31 or 2026-01-31T15:00:00Z.")]);

    private static List<UsageGroup> Groups(string text)
    {
        var groups = new List<UsageGroup>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!word.All(char.IsAsciiLetter) || !Enum.TryParse<UsageGroup>(word, ignoreCase: true, out var group) || groups.Contains(group))
            {
                throw new DefinitionRejectedException([new("groupBy", "names something twice, or something unknown. Use subscription, product, api, alias, backend, hour, day, separated by commas.")]);
            }

            groups.Add(group);
        }

        return groups;
    }

    private static bool IsCsv(AdminCall call) => call.Query("format") switch
    {
        "csv" => true,
        "json" => false,
        null => call.Context.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase),
        _ => throw new DefinitionRejectedException([new("format", "is not a format. Use csv or json.")]),
    };
}
