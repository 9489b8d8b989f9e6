using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Api.Admin.Backends;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Contracts.Safety;

namespace Orleans.Gateway.Api.Admin.Safety;

/// <summary>Tries a sentence on the content safety of an API or a product.</summary>
internal static class SafetyEndpoints
{
    /// <summary>What the service takes at once, in characters.</summary>
    private const int Most = 10_000;

    public static void MapApis(AdminRoutes admin) => Map(admin, "/apis/{api}/content-safety/test", "api", "API");

    public static void MapProducts(AdminRoutes admin) => Map(admin, "/products/{name}/content-safety/test", "product", "product");

    private static void Map(AdminRoutes admin, string pattern, string kind, string what) => admin.Map(
        new("POST", pattern, AdminRole.Operator, $"Judges a text by the content safety of the {what}") { Body = "safetyTrial" },
        call => TryAsync(call, kind, what, call[kind == "api" ? "api" : "name"]));

    private static async Task<IResult> TryAsync(AdminCall call, string kind, string what, string name)
    {
        var text = (await call.BodyAsync<Trial>()).Text;
        if (text.Length == 0 || text.EnumerateRunes().Count() > Most)
        {
            throw new DefinitionRejectedException([new("text", $"must have from 1 to {Most:N0} characters.")]);
        }

        if (call.Context.RequestServices.GetService<ISafetyTrial>() is not { } trial)
        {
            return AdminProblem.Of(StatusCodes.Status409Conflict, "Not judged here", "This node is a front end and judges nothing. Ask a node with a silo (Gateway:Role=All).");
        }

        if (call.Service<ProbeLimit>().Take() is { } wait)
        {
            call.Context.Response.Headers.RetryAfter = $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
            return AdminProblem.Of(StatusCodes.Status429TooManyRequests, "Too many tests", $"This node makes {ProbeLimit.Most} tests a minute at most, since each test is a call.");
        }

        return await trial.AskAsync($"{kind}:{name}", text, call.Context.RequestAborted) is { } tried
            ? Results.Json(new Tried(tried.Verdict, tried.BlockedBy, tried.Categories, tried.Thresholds, (long)tried.Took.TotalMilliseconds), AdminJson.Strict)
            : AdminProblem.NotFound($"content safety of the {what} '{name}'");
    }

    private sealed record Trial(string Text);

    private sealed record Tried(string Verdict, string? BlockedBy, IReadOnlyDictionary<string, int> Categories, IReadOnlyDictionary<string, int> Thresholds, long Milliseconds);
}
