using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Gateway.Portal.AdminApi;
using Orleans.Gateway.Portal.SignIn;

namespace Orleans.Gateway.Portal.Usage;

/// <summary>The rows of the usage page as a file. A link of the page: the cookie says who asks, and nothing else is in the address but what the page's own has.</summary>
internal static class UsageDownload
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/usage.csv", AskAsync).RequireAuthorization(SessionAuthentication.Policy);

    private static async Task AskAsync(HttpContext context, AdminConnection admin, TimeProvider time)
    {
        var query = UsageQuery.Read(name => context.Request.Query[name], DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        var request = new AdminRequest(HttpMethod.Get, $"{query.Path(query.By)}&format=csv") { From = context.Connection.RemoteIpAddress };
        using var answer = await admin.OpenAsync(context.User.FindFirstValue(SessionAuthentication.Token) ?? "", request, context.RequestAborted);
        if (answer is not { IsSuccessStatusCode: true })
        {
            // The page says in words what is wrong.
            context.Response.Redirect(query.Page);
            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"usage-{UsageQuery.Text(query.From)}-{UsageQuery.Text(query.To)}.csv\"";
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
