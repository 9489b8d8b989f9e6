using System.Text.Json;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Access;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Silo.Access;

namespace Orleans.Gateway.Api.Admin.Keys;

/// <summary>Admin keys beside the one that the process was started with, each with a role and, if wanted, an end.</summary>
internal static class KeyEndpoints
{
    private const int MaxName = 64;

    public static void Map(AdminRoutes admin)
    {
        admin.Map(new("GET", "/keys", AdminRole.Admin, "The admin keys, without the keys"), ListAsync);
        admin.Map(new("POST", "/keys", AdminRole.Admin, "Makes an admin key, shown in this answer only") { Body = "adminKey" }, CreateAsync);
        admin.Map(new("DELETE", "/keys/{name}", AdminRole.Admin, "Takes an admin key back, at once"), DeleteAsync);
    }

    private static async Task<IResult> ListAsync(AdminCall call) =>
        Results.Json(new { items = (await Owner(call).ListAsync()).Select(Shown.Of).ToArray() }, AdminJson.Strict);

    private static async Task<IResult> CreateAsync(AdminCall call)
    {
        var wanted = await call.BodyAsync<NewKey>();
        var now = call.Service<TimeProvider>().GetUtcNow();
        call.Trail.Object = $"keys/{(wanted.Name.Length <= MaxName ? wanted.Name : "")}";
        if (Mistakes(wanted, now) is { Length: > 0 } mistakes)
        {
            throw new DefinitionRejectedException(mistakes);
        }

        var (keys, key) = (call.Service<AdminKeys>(), AdminKeys.Generate());
        var entry = new AdminKeyEntry
        {
            Name = wanted.Name, Role = wanted.Role, Hash = keys.Hash(key), Created = now, CreatedBy = call.By, Expires = wanted.Expires,
        };
        try
        {
            await Owner(call).AddAsync(entry);
        }
        catch (VersionConflictException)
        {
            return AdminProblem.Of(StatusCodes.Status409Conflict, "There is such a key", $"There is an admin key '{wanted.Name}' already. Delete it first, or choose another name.");
        }

        var shown = Shown.Of(entry);
        call.Trail.After = JsonSerializer.Serialize(shown, AdminJson.Strict);
        return Results.Json(shown with { Key = key }, AdminJson.Strict, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> DeleteAsync(AdminCall call)
    {
        if (await Owner(call).RemoveAsync(call["name"]) is not { } removed)
        {
            return AdminProblem.NotFound($"admin key '{call["name"]}'");
        }

        call.Trail.Before = JsonSerializer.Serialize(Shown.Of(removed), AdminJson.Strict);
        return Results.NoContent();
    }

    private static IAdminKeysGrain Owner(AdminCall call) => call.Grains.GetGrain<IAdminKeysGrain>(0);

    private static DefinitionMistake[] Mistakes(NewKey wanted, DateTimeOffset now)
    {
        var mistakes = new List<DefinitionMistake>();
        if (wanted.Name.Length is 0 or > MaxName || !wanted.Name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-') || wanted.Name is "." or "..")
        {
            mistakes.Add(new("name", $"cannot be a name. Use 1 to {MaxName} characters: letters, digits, '.', '_' and '-'."));
        }

        if (!AdminRole.All.Contains(wanted.Role))
        {
            mistakes.Add(new("role", $"is not a role. Use one of: {string.Join(", ", AdminRole.All)}."));
        }

        if (wanted.Expires <= now)
        {
            mistakes.Add(new("expires", "is over. Write a time to come, or leave it out for a key without an end."));
        }

        return mistakes.ToArray();
    }

    private sealed record NewKey(string Name, string Role, DateTimeOffset? Expires = null);

    private sealed record Shown(string Name, string Role, DateTimeOffset Created, string CreatedBy, DateTimeOffset? Expires, string Fingerprint, string? Key = null)
    {
        public static Shown Of(AdminKeyEntry entry) => new(entry.Name, entry.Role, entry.Created, entry.CreatedBy, entry.Expires, entry.Hash[..6]);
    }
}
