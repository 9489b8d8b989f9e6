using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Operations;

/// <summary>What the log says of calls that come to nothing.</summary>
public sealed class RefusalLogTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Handler = "Orleans.Gateway.Api.Admin.Access.AdminAuthentication";

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_refused_call_of_the_admin_API_is_no_line_of_the_log()
    {
        using var nobody = await fixture.Http.AdminAsync("GET", "backends", Cancellation, key: "a-wrong-key");
        using var client = await fixture.Http.AdminAsync("GET", "backends", Cancellation, key: Documents.Key);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (nobody.StatusCode, client.StatusCode));

        // So the handler has spoken before, if it speaks at all.
        await fixture.Http.AdminGetAsync("backends", Cancellation).DoneAsync(Cancellation);
        Assert.DoesNotContain(fixture.Gateway.Log.All, line => line.Contains("was not authenticated", StringComparison.Ordinal) || line.Contains("was challenged", StringComparison.Ordinal) || line.Contains("forbidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_operator_can_have_these_lines()
    {
        await using var gateway = await RunningGateway.StartAsync(Cancellation, null, null, $"--Logging:LogLevel:{Handler}=Information");
        using var refused = await gateway.Http.AdminAsync("GET", "backends", Cancellation, key: "a-wrong-key");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains(gateway.Log.All, line => line.Contains("was not authenticated", StringComparison.Ordinal));
    }

    [Fact]
    public void Both_handlers_are_named_as_they_are() => Assert.Multiple(
        () => Assert.False(Logger(Handler).IsEnabled(LogLevel.Information)),
        () => Assert.True(Logger(Handler).IsEnabled(LogLevel.Warning)),
        () => Assert.Equal(Handler, typeof(Api.Admin.Access.AdminAuthentication).FullName),
        () => Assert.False(Logger("Orleans.Gateway.Portal.SignIn.SessionAuthentication").IsEnabled(LogLevel.Information)),
        () => Assert.NotNull(Type.GetType("Orleans.Gateway.Portal.SignIn.SessionAuthentication, Orleans.Gateway.Portal")),
        () => Assert.True(Logger("Orleans.Gateway.Api.Anything").IsEnabled(LogLevel.Information)));

    [Fact]
    public async Task An_attempt_without_an_answer_is_told_from_one_that_was_refused()
    {
        fixture.Provider.ScriptFor("hang up on this", Faults.ResetsBeforeHeaders());
        fixture.Provider.ScriptFor("refuse this", Faults.Status(500));
        foreach (var text in (string[])["hang up on this", "refuse this"])
        {
            using var failed = await fixture.Http.SendAsync(ChatCalls.Request(new { model = "gpt", messages = new[] { new { role = "user", content = text } } }), Cancellation);
            Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        }

        Assert.Contains(fixture.Gateway.Log.All, line => line.Contains("at backend openai failed: Unreachable (reset), without an error status of its provider, provider request unknown.", StringComparison.Ordinal));
        Assert.Contains(fixture.Gateway.Log.All, line => line.Contains("at backend openai failed: ServerError, provider status 500, provider request req_", StringComparison.Ordinal));
        Assert.DoesNotContain(fixture.Gateway.Log.All, line => line.Contains("at backend", StringComparison.Ordinal) && line.Contains("(null)", StringComparison.Ordinal));
    }

    private ILogger Logger(string category) => fixture.Gateway.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
}
