using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Gateway.Api.Admin;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>Whose failure it was: the client's, the store's, or that of this software. Only of the second one may a write have been made.</summary>
public sealed class AdminFailureTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    public static TheoryData<string, int> Failures => new()
    {
        { "a body that breaks off", 400 }, { "a body that dribbles", 408 }, { "a body that is too large", 413 },
        { "JSON", 500 }, { "an operation", 500 }, { "an argument", 500 }, { "nothing", 500 },
        { "Orleans", 503 }, { "a silo", 503 }, { "a time limit", 503 }, { "a stop", 503 }, { "an end", 503 },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task Each_is_told_by_its_own_status(string what, int status)
    {
        Exception failure = what switch
        {
            "a body that breaks off" => new BadHttpRequestException("Unexpected end of request content.", 400),
            "a body that dribbles" => new BadHttpRequestException("Reading the request body timed out.", 408),
            "a body that is too large" => new BadHttpRequestException("Request body too large.", 413),
            "JSON" => new JsonException("secret words of a document"),
            "an operation" => new InvalidOperationException("secret words of a document"),
            "an argument" => new ArgumentOutOfRangeException(what),
            "nothing" => new KeyNotFoundException(),
            "Orleans" => new OrleansException("Error from storage provider at secret-host"),
            "a silo" => new SiloUnavailableException("10.0.0.7:11111"),
            "a time limit" => new TimeoutException(),
            "a stop" => new TaskCanceledException(),
            _ => new ObjectDisposedException(what),
        };

        var (problem, answered) = await RunAsync(_ => throw failure);

        Assert.Equal(status, answered);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(status == 503, problem.GetProperty("detail").GetString()!.Contains("it may have been made", StringComparison.Ordinal));
        if (status == 500)
        {
            var id = problem.GetProperty("requestId").GetString()!;
            Assert.Contains(fixture.Gateway.Log.All, line => line.Contains(id, StringComparison.Ordinal) && line.Contains(failure.GetType().Name, StringComparison.Ordinal));
            Assert.DoesNotContain(fixture.Gateway.Log.All, line => line.Contains("secret words", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_body_in_pieces_that_are_none_is_the_clients_mistake()
    {
        using var client = new RawClient(new Uri(fixture.Gateway.Url));
        await client.SendRawAsync(
            $"PUT /admin/v1/backends/none-such HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {RunningGateway.AdminKey}\r\nIf-None-Match: *\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n", Cancellation);

        var answer = await client.ReadUntilAsync("traceId", Cancellation);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    private async Task<(JsonElement Problem, int Status)> RunAsync(Func<AdminCall, Task<IResult>> handler)
    {
        using var scope = fixture.Gateway.Services.CreateScope();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, TraceIdentifier = $"{Guid.NewGuid():N}" };
        context.Response.Body = body;
        await AdminHandler.Of(new AdminOperation("POST", "/failing", AdminRole.Admin, "Fails"), handler)(context);
        return (JsonElement.Parse(body.ToArray()), context.Response.StatusCode);
    }
}
