using System.Diagnostics;
using Orleans.Gateway.Contracts.Errors;

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

    public static IResult Stale(string what, long current) => Of(
        StatusCodes.Status412PreconditionFailed,
        "Changed by someone else",
        current == 0 ? $"There is no {what} (any more)." : $"The {what} is at version {current}. Get it again, and send your change with its ETag.");

    public static IResult PreconditionRequired(string what) => Of(
        StatusCodes.Status428PreconditionRequired, "If-Match is missing", $"The {what} exists. Send the ETag that you got with it as If-Match, so that nobody's change is lost.");

    public static IResult TooLarge(int limit) => Of(
        StatusCodes.Status413PayloadTooLarge, "Too large", $"The body is larger than the {limit:N0} bytes that the admin API takes.");

    public static IResult NoSilo => Of(
        StatusCodes.Status503ServiceUnavailable, "No silo", "The gateway is starting, or its store cannot be reached. Calls are served; changes have to wait.");
}
