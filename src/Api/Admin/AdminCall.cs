using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Orleans.Gateway.Api.Admin.Audit;
using Orleans.Gateway.Api.Chat;
using Orleans.Gateway.Contracts.Aliases;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin;

/// <summary>One call of the admin API, as its handler sees it.</summary>
internal sealed class AdminCall(HttpContext context, IGrainFactory grains)
{
    /// <summary>The largest body of a single definition, in bytes.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    private const int MaxReason = 500;
    private const string ReasonHeader = "x-gateway-reason";

    public HttpContext Context => context;

    public IGrainFactory Grains => grains;

    /// <summary>What the audit record will say.</summary>
    public AuditTrail Trail { get; } = new();

    /// <summary>A value of the route. Slashes that were sent as %2F are slashes here.</summary>
    public string this[string parameter] => ((string?)context.GetRouteValue(parameter) ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of who signed in.</summary>
    public string By => context.User.FindFirstValue(ClaimTypes.Name) ?? "anonymous";

    /// <summary>Why the caller does it: <c>?reason=</c>, else the header. Null when not said.</summary>
    public string? Reason
    {
        get
        {
            var reason = Query("reason") ?? (context.Request.Headers[ReasonHeader].ToString() is { Length: > 0 } header ? header : null);
            return reason is null ? null : string.Concat(reason.Where(character => !char.IsControl(character)).Take(MaxReason));
        }
    }

    public ChangeNote Note => new(By, Reason);

    public WriteCondition Condition => Precondition.Of(context.Request);

    public T Service<T>()
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    /// <summary>Null when it is absent or empty.</summary>
    public string? Query(string name) => context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <exception cref="DefinitionRejectedException">It is no number, or out of range.</exception>
    public int Number(string name, int byDefault, int least, int most) => Query(name) is not { } text
        ? byDefault
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new DefinitionRejectedException([new(name, $"must be a whole number from {least} to {most}.")]);

    /// <exception cref="BodyTooLargeException"></exception>
    public async Task<byte[]> BodyAsync(int limit = MaxBodyBytes)
    {
        using var read = await RequestBodyReader.ReadAsync(context.Request, limit, context.RequestAborted);
        return read is { } body ? body.Memory.ToArray() : throw new BodyTooLargeException(limit);
    }

    /// <summary>A body of the API's own shapes: strict JSON in which unknown properties are refused.</summary>
    /// <exception cref="DefinitionRejectedException">It is something else.</exception>
    public async Task<T> BodyAsync<T>()
    {
        try
        {
            return JsonSerializer.Deserialize<T>(await BodyAsync(), AdminJson.Strict) ?? throw new DefinitionRejectedException([new("body", "is null. Write an object, { … }.")]);
        }
        catch (JsonException error)
        {
            throw new DefinitionRejectedException([new(error.Path is { Length: > 2 } path ? path[2..] : "body", "cannot be read: it is no JSON, or a property is unknown, missing or of another type.")]);
        }
    }

    /// <summary>What a change answers once all silos have it or have had the time to, and what its audit record says.</summary>
    /// <param name="what">As a sentence calls it, for example <c>backend 'x'</c>.</param>
    public async Task<IResult> AnswerAsync(EditResult result, string what)
    {
        Trail.Changed(result);
        if (result.Problem is not EditProblem.None)
        {
            return AdminProblem.Of(result, what);
        }

        if (result.After is { } after)
        {
            context.Response.Headers.ETag = Precondition.ETag(after.Tag);
        }

        var (acknowledged, laggards) = await AcknowledgedAsync(() => grains.GetGrain<ICatalogGrain>(0).AcknowledgedAsync(result.Epoch), result.Epoch);
        return Results.Json(
            new WriteAnswer(
                long.TryParse(result.After?.Tag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
                result.Epoch,
                acknowledged,
                laggards,
                result.Keys.Count > 0 ? result.Keys : null),
            AdminJson.Strict,
            statusCode: result.Before is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <summary>Whether all silos have what was published, and who has not; no names when nobody could be asked.</summary>
    /// <param name="version">As the log calls it: the epoch, or the version of what was published.</param>
    public async Task<(bool Acknowledged, IReadOnlyList<string>? Laggards)> AcknowledgedAsync(Func<Task<Acknowledgement>> ask, long version)
    {
        try
        {
            var answer = await ask();
            return (answer.IsComplete, answer.IsComplete ? null : answer.Laggards);
        }
        catch (Exception error) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The change is written all the same, and reaches every silo with its next renewal.
            Service<ILogger<AdminCall>>().NotKnownWhetherAcknowledged(version, error.GetType().Name);
            return (false, null);
        }
    }

    /// <param name="Version">Of what has versions.</param>
    /// <param name="Epoch">In which the change was published.</param>
    /// <param name="Acknowledged">No active silo admits a request on what was before. False: some may, for a few seconds mostly.</param>
    /// <param name="Laggards">Which of them; absent when all have it, and when nobody could be asked.</param>
    /// <param name="Keys">New keys, which nobody shows again.</param>
    private sealed record WriteAnswer(long? Version, long Epoch, bool Acknowledged, IReadOnlyList<string>? Laggards, IReadOnlyDictionary<string, string>? Keys);
}

/// <summary>The body is larger than the admin API takes.</summary>
internal sealed class BodyTooLargeException(int limit) : Exception
{
    public int Limit { get; } = limit;
}
