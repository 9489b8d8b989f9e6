using System.Buffers;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans.Gateway.Portal.AdminApi;

namespace Orleans.Gateway.Portal.SignIn;

/// <summary>
/// The way in: a form for an admin key, and the link that is printed at start; <see cref="IssuerEndpoints"/> has the one through an issuer. All are plain pages: what runs before a sign-in shall be little.
/// Whether a key opens anything, the admin API says.
/// </summary>
internal static class SignInEndpoints
{
    private const string Path = "/sign-in";
    private const int MostOfAKey = 8 * 1024;

    /// <summary>Of the token in the link that is printed at start, which opens one session. Nothing that opens more may be in an address.</summary>
    private const string LinkPrefix = "gwl-";

    /// <summary>What is below it is below the portal, whatever its host is called.</summary>
    private static readonly Uri Anywhere = new("https://x/admin/");

    // Browsers drop white space and control characters at the beginning and inside, take a backslash for a slash, and a refresh goes to what is between quotes.
    private static readonly SearchValues<char> NoTarget = SearchValues.Create([.. Enumerable.Range(0, ' ' + 1).Select(code => (char)code), '\x7f', '\\', '\'', '"', ':']);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync).AllowAnonymous();
        routes.MapPost(Path, (Delegate)SignInAsync).AllowAnonymous().DisableAntiforgery();
    }

    private static async Task<IResult> ShowAsync(HttpContext context, AdminConnection admin)
    {
        var target = Target(context.Request.Query["return"]);
        if (context.Request.Query["token"].ToString() is { Length: > 0 } link)
        {
            if (!link.StartsWith(LinkPrefix, StringComparison.Ordinal))
            {
                return Page(target, "Addresses end in histories and logs, so none signs in with a key. Enter the admin key below.");
            }

            var (token, problem) = await BeginAsync(admin, link, context);
            return token is null
                ? Page(target, problem?.Status is 401 ? "This link has been used, or is older than 15 minutes. Sign in with the admin key, or restart the gateway for a new link." : problem?.Sentence)
                : Enter(context, token, target);
        }

        if (context.Request.Query.ContainsKey("out"))
        {
            return SignOut.Show(context);
        }

        return Page(target, null);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, AdminConnection admin, IAntiforgery antiforgery)
    {
        var target = Target(context.Request.Query["return"]);
        // Before the antiforgery, which would tell a form that cannot be read as one that was open for too long.
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Page(target, "This page was open for too long. Try once more.");
        }

        if (form["session"].ToString() is { Length: > 0 } unended)
        {
            return await SignOut.TryAgainAsync(context, admin, unended);
        }

        var key = form["key"].ToString().Trim();
        if (key.Length is 0 or > MostOfAKey)
        {
            return Page(target, "Enter an admin key.");
        }

        var (token, problem) = await BeginAsync(admin, key, context);
        return token is null
            ? Page(target, problem?.Status is 401 ? "This is no admin key. Subscription keys do not open the portal." : problem?.Sentence)
            : Enter(context, token, target);
    }

    public static async Task<(string? Token, Problem? Problem)> BeginAsync(AdminConnection admin, string key, HttpContext context)
    {
        var answer = await admin.SendAsync(key, new AdminRequest(HttpMethod.Post, "sessions") { From = context.Connection.RemoteIpAddress }, context.RequestAborted);
        return ((string?)answer.Body?["token"], answer.Problem);
    }

    /// <summary>A page that goes on by itself: a redirect would belong to whoever opened the link, and strict cookies would not come along.</summary>
    public static RazorComponentResult<EnterPage> Enter(HttpContext context, string token, string target)
    {
        SessionCookie.Write(context, token);
        context.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<EnterPage>(new { Target = target });
    }

    /// <param name="status">Null: what a problem of the person's own making has.</param>
    /// <param name="unended">A session that could not be ended, sealed.</param>
    public static RazorComponentResult<SignInPage> Page(string target, string? problem, int? status = null, string? note = null, string? unended = null) =>
        new RazorComponentResult<SignInPage>(new { Target = target, Problem = problem, Note = note, Unended = unended })
        {
            StatusCode = status ?? (problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest),
        };

    /// <summary>Where to go on, below the portal and nowhere else.</summary>
    public static string Target(string? wanted) =>
        wanted is { Length: > 0 and < 1000 } && wanted[0] is not '/' && !wanted.AsSpan().ContainsAny(NoTarget) && Uri.TryCreate(Anywhere, wanted, out var found) && IsPage(found)
            ? wanted
            : "./";

    private static bool IsPage(Uri found) =>
        found.GetLeftPart(UriPartial.Authority) == Anywhere.GetLeftPart(UriPartial.Authority)
        && found.AbsolutePath.StartsWith(Anywhere.AbsolutePath, StringComparison.Ordinal)
        && !found.AbsolutePath.StartsWith(Anywhere.AbsolutePath + "sign-in", StringComparison.OrdinalIgnoreCase);
}
