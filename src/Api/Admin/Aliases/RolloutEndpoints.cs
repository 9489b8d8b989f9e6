using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin.Aliases;

/// <summary>The rollout of an alias: a canary that gets more and more of its calls. Each of its steps is a version of the alias.</summary>
internal static class RolloutEndpoints
{
    private const string Of = "/apis/{api}/aliases/{alias}/rollout";

    public static void Map(AdminRoutes admin)
    {
        admin.Map(new("GET", Of, AdminRole.Viewer, "Where the rollout of the alias stands, what was seen of both sides, and what it waits for"), GetAsync);
        admin.Map(
            new("PUT", Of, AdminRole.Operator, "Begins a rollout: moves calls to another backend step by step, and takes them back by itself where that is worse") { Body = "rollout", IsConditional = true },
            async call => await call.AnswerAsync(await LiveRollouts.PutAsync(call.Grains, call["api"], call["alias"], (await call.BodyAsync<Rollout>()).Definition, call.Condition, call.Note), $"alias '{call["alias"]}' in the API '{call["api"]}'"));
        admin.Map(
            new("DELETE", Of, AdminRole.Operator, "Takes the rollout back at once") { IsConditional = true },
            async call => await call.AnswerAsync(await LiveRollouts.EndAsync(call.Grains, call["api"], call["alias"], promote: false, call.Condition, call.Note), What(call)));
        admin.Map(
            new("POST", Of + "/promote", AdminRole.Operator, "Ends the rollout at once, with the canary in the place of the targets that are tried first") { IsConditional = true },
            async call => await call.AnswerAsync(await LiveRollouts.EndAsync(call.Grains, call["api"], call["alias"], promote: true, call.Condition, call.Note), What(call)));
    }

    private static string What(AdminCall call) => $"rollout of the alias '{call["alias"]}' in the API '{call["api"]}'";

    private static async Task<IResult> GetAsync(AdminCall call)
    {
        if (await LiveRollouts.FindAsync(call.Grains, call["api"], call["alias"]) is not { } status)
        {
            return AdminProblem.NotFound(What(call));
        }

        call.Context.Response.Headers.ETag = Precondition.ETag($"{status.Version}");
        return AdminJson.Result(json => LiveRollouts.Write(json, status));
    }

    /// <summary>As <see cref="RolloutDefinition"/>, with its defaults.</summary>
    private sealed record Rollout(
        string Backend, IReadOnlyList<Step> Steps, double ErrorMargin = 0.02, double LatencyMargin = 0.5, string Stickiness = Stickinesses.User)
    {
        public RolloutDefinition Definition => new()
        {
            Backend = Backend,
            Steps = Steps.Select(step => new RolloutStep
            {
                Percent = step.Percent,
                MinimumDuration = step.MinimumDuration ?? TimeSpan.FromMinutes(5),
                MinimumSamples = step.MinimumSamples,
            }).ToArray(),
            ErrorMargin = ErrorMargin,
            LatencyMargin = LatencyMargin,
            Stickiness = Stickiness,
        };
    }

    private sealed record Step(int Percent, TimeSpan? MinimumDuration = null, int MinimumSamples = 100);
}
