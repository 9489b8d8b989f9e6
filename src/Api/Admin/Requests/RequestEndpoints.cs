using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Silo.Calls;

namespace Orleans.Gateway.Api.Admin.Requests;

/// <summary>The calls of clients that are in flight, in the whole cluster, and the end of one.</summary>
internal static class RequestEndpoints
{
    private const int MostShown = 1_000;

    public static void Map(AdminRoutes admin)
    {
        admin.Map(
            new("GET", "/requests", AdminRole.Viewer, "The calls in flight in the whole cluster, oldest first; nothing of what was asked or answered")
            {
                Query = [("limit", $"How many at most, from 1 to {MostShown}. Default 200."), ("q", "Only those of whose id, API, alias, subscription or backend one holds this text.")],
            },
            ListAsync);
        admin.Map(new("DELETE", "/requests/{id}", AdminRole.Operator, "Ends a call: its client gets an error, inside the stream if there is one, and its provider is hung up on"), EndAsync);
    }

    private static async Task<IResult> ListAsync(AdminCall call)
    {
        var limit = call.Number("limit", 200, 1, MostShown);
        var wanted = call.Query("q");
        var all = await ClusterCalls.ListAsync(call.Grains.GetGrain<ICatalogGrain>(0), call.Service<TimeProvider>());
        var found = all.Nodes
            .SelectMany(node => node.Calls, (node, running) => new CallShown(
                running.RequestId, node.Silo, running.Api, running.Alias, running.Subscription, running.Backend, Word(running.Phase), running.Attempts, running.Stream,
                running.Tokens, running.Epoch, running.Started))
            .Where(shown => wanted is null || shown.Names.Any(name => name?.Contains(wanted, StringComparison.OrdinalIgnoreCase) is true))
            .OrderBy(shown => shown.Started)
            .ToList();
        return Results.Json(new Answer(found.Count, [.. found.Take(limit)], all.Silent), AdminJson.Strict);
    }

    private static async Task<IResult> EndAsync(AdminCall call)
    {
        var ended = await ClusterCalls.EndAsync(call.Grains.GetGrain<ICatalogGrain>(0), call["id"], call.Service<TimeProvider>());
        return ended switch
        {
            { Silo: { } silo } => Results.Json(new Ended(silo), AdminJson.Strict),
            { Silent: { Count: > 0 } silent } => AdminProblem.Of(
                StatusCodes.Status503ServiceUnavailable, "Not found for now", $"No silo that answered has the call '{call["id"]}'. Not heard of: {string.Join(", ", silent)}. Try again."),
            _ => AdminProblem.NotFound($"call '{call["id"]}' in flight (any more)"),
        };
    }

    private static string Word(CallPhase phase) => phase switch
    {
        CallPhase.Queued => "queued",
        CallPhase.Connecting => "connecting",
        CallPhase.Waiting => "waiting",
        _ => "streaming",
    };

    /// <param name="Total">How many there are, those included that <c>limit</c> leaves out.</param>
    /// <param name="Silent">Silos that did not answer within a second.</param>
    private sealed record Answer(int Total, IReadOnlyList<CallShown> Items, IReadOnlyList<string> Silent);

    private sealed record Ended(string Silo);

    private sealed record CallShown(
        string Id,
        string Silo,
        string Api,
        string Alias,
        string Subscription,
        string? Backend,
        string Phase,
        int Attempts,
        bool Stream,
        long Tokens,
        long Epoch,
        DateTimeOffset Started)
    {
        internal IEnumerable<string?> Names => [Id, Api, Alias, Subscription, Backend];
    }
}
