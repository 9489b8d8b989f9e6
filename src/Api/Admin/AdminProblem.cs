using System.Diagnostics;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Silo.Documents;

namespace Orleans.Gateway.Api.Admin;

/// <summary>The admin API's errors: Problem Details.</summary>
internal static class AdminProblem
{
    public static IResult Of(int status, string title, string detail) => Results.Problem(
        detail, statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["traceId"] = Activity.Current?.Id });

    public static IResult Invalid(IReadOnlyList<DefinitionMistake> mistakes) => Results.ValidationProblem(
        mistakes.GroupBy(mistake => mistake.Path).ToDictionary(group => group.Key, group => group.Select(mistake => mistake.Problem).ToArray()),
        detail: "Nothing was changed. Mend what is named under 'errors' and send it again.",
        title: "The definition cannot be taken",
        extensions: new Dictionary<string, object?> { ["traceId"] = Activity.Current?.Id });

    public static IResult NotFound(string what) => Of(StatusCodes.Status404NotFound, "Not found", $"There is no {what}.");

    /// <summary>Why a change was not made.</summary>
    public static IResult Of(EditResult result, string what) => result.Problem switch
    {
        EditProblem.NotFound => NotFound(what),
        EditProblem.NeedsMatch => PreconditionRequired(what),
        EditProblem.Stale => Stale(what, result.Before?.Tag),
        EditProblem.Final => Of(StatusCodes.Status409Conflict, "Cancelled", $"The {what} was cancelled, which is final. Delete it, or make another one."),
        EditProblem.InUse => InUse(what, result.Referrers),
        _ => Of(StatusCodes.Status409Conflict, "Too many changes at once", "Others kept changing the configuration meanwhile. Nothing was changed; send it again."),
    };

    public static IResult Stale(string what, string? current) => Of(
        StatusCodes.Status412PreconditionFailed,
        "Changed by someone else",
        current is null ? $"There is no {what} (any more)." : $"The {what} has the ETag \"{current}\" now. Get it again, and send your change with that.");

    public static IResult InUse(string what, IReadOnlyList<string> referrers)
    {
        const int shown = 10;
        return Results.Problem(
            $"The {what} cannot be deleted while others refer to it: {string.Join(", ", referrers.Take(shown))}{(referrers.Count > shown ? ", …" : "")}. Change or delete these first.",
            statusCode: StatusCodes.Status409Conflict,
            title: "In use",
            extensions: new Dictionary<string, object?> { ["referrers"] = referrers, ["traceId"] = Activity.Current?.Id });
    }

    public static IResult PreconditionRequired(string what) => Of(
        StatusCodes.Status428PreconditionRequired, "If-Match is missing", $"The {what} exists. Send the ETag that you got with it as If-Match, so that nobody's change is lost.");

    public static IResult TooLarge(int limit) => Of(
        StatusCodes.Status413PayloadTooLarge, "Too large", $"The body is larger than the {limit:N0} bytes that the admin API takes.");

    /// <summary>The server could not read the body.</summary>
    /// <param name="status">What it answers then.</param>
    public static IResult BadBody(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => Of(status, "Too slow", "The body came too slowly, or not at all. Nothing was changed; send it again."),
        StatusCodes.Status413PayloadTooLarge => Of(status, "Too large", "The body is larger than the server takes. Nothing was changed."),
        _ => Of(status, "The body cannot be read", "It broke off, or is not as its headers say. Nothing was changed; send it again."),
    };

    /// <summary>A mistake of this software.</summary>
    /// <param name="requestId">Under which the log has it.</param>
    public static IResult Broken(string requestId) => Results.Problem(
        $"The gateway made a mistake. Report it, with what the log has of the request {requestId}, and look at what you wanted to change before you try again.",
        statusCode: StatusCodes.Status500InternalServerError,
        title: "The gateway failed",
        extensions: new Dictionary<string, object?> { ["requestId"] = requestId, ["traceId"] = Activity.Current?.Id });

    /// <summary>The store did not answer, so nobody knows what became of a write.</summary>
    public static IResult StoreUnavailable => Of(
        StatusCodes.Status503ServiceUnavailable, "The store did not answer", "Get what you wanted to change again before you send the change once more: it may have been made.");

    public static IResult NotRecorded => Of(
        StatusCodes.Status503ServiceUnavailable, "Not recorded", "The audit log could not be written, so this is no success. Get what you wanted to change again: it may have been changed.");

    public static IResult NoSilo => Of(
        StatusCodes.Status503ServiceUnavailable, "No silo", "The gateway is starting, or its store cannot be reached. Calls are served; changes have to wait.");
}
