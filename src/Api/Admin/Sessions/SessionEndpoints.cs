using System.Security.Claims;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Access;

namespace Orleans.Gateway.Api.Admin.Sessions;

/// <summary>Signing in and out: a session stands in for the key that opened it, so that no browser has to keep one.</summary>
internal static class SessionEndpoints
{
    public static void Map(AdminRoutes admin)
    {
        admin.Map(new("POST", "/sessions", AdminRole.Viewer, "Signs in: opens a session of at most 8 hours, whose token is shown in this answer only"), BeginAsync);
        admin.Map(new("GET", "/sessions", AdminRole.Admin, "The sessions that are open, newest first"), ListAsync);
        admin.Map(new("DELETE", "/sessions/{id}", AdminRole.Admin, "Ends a session, at once and on all nodes"), call => EndAsync(call, call["id"]));
        admin.Map(new("GET", "/session", AdminRole.Viewer, "Who the caller is, with which role, and until when"), WhoAsync);
        admin.Map(
            new("DELETE", "/session", AdminRole.Viewer, "Signs out: ends the session of the caller"),
            call => call.Context.User.FindFirstValue(AdminClaims.Session) is { } id
                ? EndAsync(call, id)
                : Task.FromResult(AdminProblem.Of(StatusCodes.Status409Conflict, "No session", "You did not sign in with a session. Delete the admin key, if it shall open nothing any more.")));
    }

    private static async Task<IResult> BeginAsync(AdminCall call)
    {
        var user = call.Context.User;
        if (user.HasClaim(claim => claim.Type == AdminClaims.Session))
        {
            return AdminProblem.Of(StatusCodes.Status409Conflict, "Signed in already", "A session opens no other session, which would have no end. Sign in with a key.");
        }

        var (token, entry) = await call.Service<AdminSessions>().BeginAsync(
            call.Grains, call.By, user.FindFirstValue(ClaimTypes.Role)!, user.FindFirstValue(AdminClaims.Opener));
        call.Trail.Object = $"sessions/{entry.Id}";
        return Results.Json(Shown.Of(entry) with { Token = token }, AdminJson.Strict, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(AdminCall call) =>
        Results.Json(new { items = (await AdminSessions.Owner(call.Grains).ListAsync()).Select(Shown.Of).ToArray() }, AdminJson.Strict);

    private static async Task<IResult> EndAsync(AdminCall call, string id) =>
        await AdminSessions.Owner(call.Grains).EndAsync(id) is null ? AdminProblem.NotFound($"session '{id}' (any more)") : Results.NoContent();

    private static Task<IResult> WhoAsync(AdminCall call)
    {
        var user = call.Context.User;
        return Task.FromResult(Results.Json(new Who(call.By, user.FindFirstValue(ClaimTypes.Role)!, user.FindFirstValue(AdminClaims.Expires)), AdminJson.Strict));
    }

    /// <param name="Expires">Of a session.</param>
    private sealed record Who(string Name, string Role, string? Expires);

    private sealed record Shown(string Id, string Name, string Role, DateTimeOffset Created, DateTimeOffset Expires, DateTimeOffset Seen, string? Token = null)
    {
        public static Shown Of(AdminSessionEntry entry) => new(entry.Id, entry.Name, entry.Role, entry.Created, entry.Expires, entry.Seen);
    }
}
