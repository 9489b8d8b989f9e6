using System.Text.Json;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Backends;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin.Backends;

/// <summary>What backends have beside their definition.</summary>
internal static class BackendEndpoints
{
    private const string One = "/backends/{name}";

    public static void Map(AdminRoutes admin)
    {
        admin.Map(new("GET", One, AdminRole.Viewer, "One backend, where it is called, and what it has served"), GetAsync);
        admin.Map(new("GET", One + "/usage", AdminRole.Viewer, "Attempts and tokens: in all, and for the last 60 minutes with traffic"), UsageAsync);
        admin.Map(new("POST", One + "/test", AdminRole.Operator, "Sends the backend one short request of the gateway's own and says how it went; 10 a minute at most"), TestAsync);
        admin.Map(
            new("POST", One + "/circuit", AdminRole.Operator, "Keeps the circuit open or closed whatever happens, or leaves it to its rules again") { Body = "circuitMode" }, CircuitAsync);
        admin.Map(
            new("PUT", One + "/credentials", AdminRole.Admin, "Writes the credentials, which nobody shows again") { Body = "credentials", IsConditional = true },
            async call => await call.AnswerAsync(await call.Service<LiveCatalog>().PutCredentialsAsync(call.Grains, call["name"], await call.BodyAsync(), call.Condition), What(call)));
        admin.Map(
            new("DELETE", One + "/credentials", AdminRole.Admin, "Takes the credentials away") { IsConditional = true },
            async call => await call.AnswerAsync(await call.Service<LiveCatalog>().PutCredentialsAsync(call.Grains, call["name"], null, call.Condition), What(call)));
    }

    private static string What(AdminCall call) => $"backend '{call["name"]}'";

    private static async Task<IResult> GetAsync(AdminCall call)
    {
        if (await LiveCatalog.FindAsync(call.Grains, DefinitionKind.Backends, call["name"]) is not { } found)
        {
            return AdminProblem.NotFound(What(call));
        }

        call.Context.Response.Headers.ETag = Precondition.ETag(found.Tag);
        var owner = call.Grains.GetGrain<IBackendGrain>(call["name"]);
        var (usage, status) = (await owner.UsageAsync(), await owner.HealthAsync());
        return AdminJson.Result(json => DefinitionDocuments.WriteBackend(json, found, usage, status));
    }

    private static async Task<IResult> CircuitAsync(AdminCall call)
    {
        var wanted = await call.BodyAsync<CircuitChange>();
        if (Modes.GetValueOrDefault(wanted.Mode) is not { } mode)
        {
            throw new DefinitionRejectedException([new("mode", $"is none of {string.Join(", ", Modes.Keys)}.")]);
        }

        if (await LiveCatalog.FindAsync(call.Grains, DefinitionKind.Backends, call["name"]) is null)
        {
            return AdminProblem.NotFound(What(call));
        }

        var owner = call.Grains.GetGrain<IBackendGrain>(call["name"]);
        call.Trail.After = JsonSerializer.Serialize(wanted, AdminJson.Strict);
        var health = await owner.SetCircuitAsync(mode);
        var (acknowledged, laggards) = await call.AcknowledgedAsync(() => owner.AcknowledgedAsync(health.Version), health.Version);
        var status = await owner.HealthAsync();
        return AdminJson.Result(json =>
        {
            json.WriteStartObject();
            HealthDocument.Write(json, status);
            json.WriteBoolean("acknowledged", acknowledged);
            if (laggards is not null)
            {
                json.WriteStartArray("laggards");
                foreach (var laggard in laggards)
                {
                    json.WriteStringValue(laggard);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
    }

    private static async Task<IResult> TestAsync(AdminCall call)
    {
        if (await LiveCatalog.FindAsync(call.Grains, DefinitionKind.Backends, call["name"]) is null)
        {
            return AdminProblem.NotFound(What(call));
        }

        if (call.Context.RequestServices.GetService<IBackendProbe>() is not { } probe)
        {
            return AdminProblem.Of(StatusCodes.Status409Conflict, "No backends here", "This node is a front end and calls no backend. Ask a node with a silo (Gateway:Role=All).");
        }

        if (call.Service<ProbeLimit>().Take() is { } wait)
        {
            call.Context.Response.Headers.RetryAfter = $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
            return AdminProblem.Of(StatusCodes.Status429TooManyRequests, "Too many tests", $"This node tests backends {ProbeLimit.Most} times a minute at most, since each test is a call.");
        }

        return await probe.AskAsync(call["name"], call.Context.RequestAborted) is { } probed
            ? Results.Json(new Tested(probed.Answered, probed.Status, (long)probed.Took.TotalMilliseconds, probed.Reply, probed.Problem), AdminJson.Strict)
            : AdminProblem.Of(StatusCodes.Status409Conflict, "Out of service", $"This node cannot use the {What(call)}; its log says why.");
    }

    private static readonly Dictionary<string, CircuitMode?> Modes = new(StringComparer.Ordinal)
    {
        ["open"] = CircuitMode.Open,
        ["close"] = CircuitMode.Closed,
        ["auto"] = CircuitMode.Auto,
    };

    private sealed record CircuitChange(string Mode);

    /// <param name="Milliseconds">From the request to the end of the answer.</param>
    private sealed record Tested(bool Answered, int? Status, long Milliseconds, string? Reply, string? Problem);

    private static async Task<IResult> UsageAsync(AdminCall call)
    {
        if (await LiveCatalog.FindAsync(call.Grains, DefinitionKind.Backends, call["name"]) is null)
        {
            return AdminProblem.NotFound(What(call));
        }

        var usage = await call.Grains.GetGrain<IBackendGrain>(call["name"]).UsageAsync();
        return AdminJson.Result(json =>
        {
            json.WriteStartObject();
            DefinitionDocuments.WriteUsage(json, usage);
            json.WriteEndObject();
        });
    }
}
