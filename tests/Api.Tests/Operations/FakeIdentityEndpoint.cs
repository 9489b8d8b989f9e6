using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orleans.Gateway.Api.Tests.Operations;

/// <summary>The endpoint at which a platform hands out tokens for the identity of a process, in the form of App Service.</summary>
internal sealed class FakeIdentityEndpoint : IAsyncDisposable
{
    private const string Secret = "a-header-that-only-the-process-knows";
    private readonly WebApplication _app;
    private int _asked;

    private FakeIdentityEndpoint()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>How often a token was asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public bool IsDown { get; set; }

    /// <summary>The queries, as the client wrote them.</summary>
    public List<string> Queries { get; } = [];

    public static async Task<FakeIdentityEndpoint> StartAsync(CancellationToken cancellation)
    {
        var endpoint = new FakeIdentityEndpoint();
        await endpoint._app.StartAsync(cancellation);
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", $"{endpoint._app.Urls.First()}/msi/token");
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", Secret);
        return endpoint;
    }

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        lock (Queries)
        {
            Queries.Add(Uri.UnescapeDataString(context.Request.QueryString.Value ?? ""));
        }

        var count = Interlocked.Increment(ref _asked);
        if (IsDown || context.Request.Headers["X-IDENTITY-HEADER"] != Secret)
        {
            context.Response.StatusCode = 400;
            return;
        }

        var expires = TimeProvider.System.GetUtcNow().AddHours(2).ToUnixTimeSeconds();
        await context.Response.WriteAsJsonAsync(new
        {
            access_token = $"token-{count}",
            expires_on = expires.ToString(System.Globalization.CultureInfo.InvariantCulture),
            resource = context.Request.Query["resource"].ToString(),
            token_type = "Bearer",
        });
    }
}
