using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin.Subscriptions;

/// <summary>Keys and states of subscriptions.</summary>
internal static class SubscriptionEndpoints
{
    private const string One = "/subscriptions/{name}";

    public static void Map(AdminRoutes admin)
    {
        foreach (var place in (string[])["primary", "secondary"])
        {
            admin.Map(
                new("POST", $"{One}/keys/{place}/regenerate", AdminRole.Admin, $"Makes a new {place} key, shown in this answer only; the old one opens nothing any more"),
                async call => call.Answer(
                    await call.Service<LiveCatalog>().RegenerateAsync(call.Grains, call["name"], place == "secondary", Seen(call)), What(call)));
        }

        admin.Map(new("POST", One + "/suspend", AdminRole.Operator, "Refuses the keys of the subscription from now on"), call => SetAsync(call, SubscriptionStates.Suspended));
        admin.Map(new("POST", One + "/activate", AdminRole.Operator, "Takes the keys of the subscription again"), call => SetAsync(call, SubscriptionStates.Active));
    }

    private static string What(AdminCall call) => $"subscription '{call["name"]}'";

    private static async Task<IResult> SetAsync(AdminCall call, string state) =>
        call.Answer(await LiveCatalog.SetStateAsync(call.Grains, call["name"], state, Seen(call)), What(call));

    // These say what to do, not what it shall be, so what was there before does not matter, unless the caller says that it does.
    private static WriteCondition Seen(AdminCall call) => call.Condition is { Match: not null } condition ? condition : WriteCondition.Whatever;
}
