using System.Net;
using Microsoft.AspNetCore.Http;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Safety;

/// <summary>The service does not answer, or not sensibly. Each test has a gateway of its own: a circuit remembers.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private readonly SafetyFixture _fixture = new();

    public static TheoryData<string> Troubles => ["503", "429", "hangs", "cut", "html", "half", "twice", "missing"];

    private static CancellationToken Cancellation => Patience.Token;

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory, MemberData(nameof(Troubles))]
    public async Task What_cannot_be_judged_is_refused_or_allowed_as_the_product_says(string trouble)
    {
        _fixture.Troubled.Interferes = (_, context) => InterfereAsync(trouble, context);

        using var closed = await _fixture.SayAsync("closed", "hello");
        var error = await ApiError.OfAsync(closed, 503, Cancellation);
        Assert.Equal("content_safety_unavailable", error.Code);
        Assert.Equal(trouble == "429" ? 1 : 5, closed.Headers.RetryAfter?.Delta?.TotalSeconds); // as the service says, if it does
        Assert.Empty(_fixture.Provider.Requests);

        using var open = await _fixture.SayAsync("open", "hello");
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Contains(_fixture.Gateway.Log.All, line => line.Contains("was not judged by the content safety of product:open, and is allowed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_key_fails_closed_and_is_said_to_operators_only()
    {
        using var response = await _fixture.SayAsync("wrong-key", "hello");

        var error = await ApiError.OfAsync(response, 503, Cancellation);
        Assert.DoesNotContain("key", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(_fixture.Gateway.Log.All, line => line.Contains("the content safety of product:wrong-key was not answered: status 401", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_fails_is_left_alone_for_a_while()
    {
        _fixture.Troubled.Interferes = (_, context) => InterfereAsync("503", context);
        for (var call = 0; call < 8; call++)
        {
            using var response = await _fixture.SayAsync("closed", "hello");
            await ApiError.OfAsync(response, 503, Cancellation);
        }

        Assert.Equal(5, _fixture.Troubled.Requests.Count);
        Assert.Single(_fixture.Gateway.Log.All, line => line.Contains("product:closed does not answer, and is not asked for a while", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_whose_judge_fails_in_the_middle_is_broken_off_and_never_ended()
    {
        _fixture.Troubled.Interferes = (request, context) => request.Text!.Contains("stop", StringComparison.Ordinal) && request.Text.Length < 200
            ? InterfereAsync("503", context)
            : Task.FromResult(false);
        var text = string.Join(' ', Enumerable.Range(0, 80).Select(at => at == 60 ? "stop" : $"word{at}"));

        using var response = await _fixture.SayAsync("closed", text, stream: true);
        var events = await response.EventsAsync(Cancellation);

        Assert.Equal("content_safety_unavailable", ApiError.OfEvent(events[^1]).Code);
        Assert.DoesNotContain("stop", ChatCalls.TextOf(events.Take(events.Count - 1)), StringComparison.Ordinal);
        Assert.NotEmpty(ChatCalls.TextOf(events.Take(events.Count - 1)));
    }

    private static async Task<bool> InterfereAsync(string trouble, HttpContext context)
    {
        switch (trouble)
        {
            case "503":
                context.Response.StatusCode = 503;
                break;
            case "429":
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "1";
                break;
            case "hangs":
                var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using (context.RequestAborted.Register(left.SetResult))
                {
                    await left.Task;
                }

                break;
            case "cut":
                context.Abort();
                break;
            case "html":
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html></html>");
                break;
            case "half":
                await context.Response.WriteAsync("""{"categoriesAnalysis":[{"category":"Hate","sever""");
                break;
            case "twice":
                await context.Response.WriteAsync("""{"blocklistsMatch":[],"categoriesAnalysis":[{"category":"Hate","severity":0},{"category":"Hate","severity":6}]}""");
                break;
            default:
                // A category that was asked for is not there: it was not judged.
                await context.Response.WriteAsync("""{"blocklistsMatch":[],"categoriesAnalysis":[]}""");
                break;
        }

        return true;
    }
}
