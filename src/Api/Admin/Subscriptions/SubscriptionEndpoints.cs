using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin.Subscriptions;

/// <summary>Keys and states of subscriptions.</summary>
internal static class SubscriptionEndpoints
{
    /// <summary>What takes access away may also end what runs on it.</summary>
    public static IReadOnlyList<(string Name, string Description)> EndCalls { get; } = [("endCalls", "true: ends the calls in flight that came with it, in the whole cluster, once no silo takes it any more. Default false.")];

    private const string One = "/subscriptions/{name}";

    public static void Map(AdminRoutes admin)
    {
        foreach (var place in (string[])["primary", "secondary"])
        {
            admin.Map(
                new("POST", $"{One}/keys/{place}/regenerate", AdminRole.Admin, $"Makes a new {place} key, shown in this answer only; the old one opens nothing any more") { Query = EndCalls },
                async call =>
                {
                    var (ends, isSecondary) = (Ends(call), place == "secondary");
                    call.EndsCallsOf = ends ? (call["name"], isSecondary ? 1 : 0) : null;
                    return await call.AnswerAsync(await call.Service<LiveCatalog>().RegenerateAsync(call.Grains, call["name"], isSecondary, Seen(call)), What(call));
                });
        }

        admin.Map(
            new("POST", One + "/suspend", AdminRole.Operator, "Refuses the keys of the subscription from now on") { Query = EndCalls }, call => SetAsync(call, SubscriptionStates.Suspended));
        admin.Map(
            new("POST", One + "/activate", AdminRole.Operator, "Takes the keys of the subscription: approves one that was submitted, and resumes one that was suspended"),
            call => SetAsync(call, SubscriptionStates.Active));
        admin.Map(
            new("POST", One + "/cancel", AdminRole.Admin, "Refuses the keys of the subscription for good; only its deletion is left") { Query = EndCalls },
            call => SetAsync(call, SubscriptionStates.Cancelled));
    }

    private static string What(AdminCall call) => $"subscription '{call["name"]}'";

    /// <summary>Whether the calls of the subscription end with the change.</summary>
    internal static bool Ends(AdminCall call) => call.Flag("endCalls");

    private static async Task<IResult> SetAsync(AdminCall call, string state)
    {
        call.EndsCallsOf = state is not SubscriptionStates.Active && Ends(call) ? (call["name"], null) : null;
        return await call.AnswerAsync(await LiveCatalog.SetStateAsync(call.Grains, call["name"], state, Seen(call)), What(call));
    }

    // These say what to do, not what it shall be, so what was there before does not matter, unless the caller says that it does.
    private static WriteCondition Seen(AdminCall call) => call.Condition is { Match: not null } condition ? condition : WriteCondition.Whatever;
}
