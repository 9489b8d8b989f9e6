using System.Globalization;
using System.Text;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Errors;

/// <summary>What a provider does wrong, as the client hears of it: the right status, OpenAI's object, and nothing about the provider.</summary>
public sealed class ProviderErrorTests(SmallLimitsFixture fixture) : IClassFixture<SmallLimitsFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    public static TheoryData<string, int, int, string?> Statuses
    {
        get
        {
            var data = new TheoryData<string, int, int, string?>();
            foreach (var alias in (string[])["gpt", "claude"])
            {
                data.Add(alias, 400, 400, null);
                data.Add(alias, 401, 502, "upstream_auth_error");
                data.Add(alias, 402, 502, "insufficient_quota");
                data.Add(alias, 403, 502, "upstream_permission");
                data.Add(alias, 413, 413, "request_too_large");
                data.Add(alias, 422, 400, null);
                data.Add(alias, 429, 429, "rate_limit_exceeded");
                data.Add(alias, 500, 502, "upstream_error");
                data.Add(alias, 502, 502, "upstream_error");
                data.Add(alias, 504, 504, "upstream_timeout");
                data.Add(alias, 529, 503, "overloaded");
            }

            return data;
        }
    }

    public static TheoryData<string, string, string> Faulty
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var alias in (string[])["gpt", "claude"])
            {
                foreach (var (fault, code) in new[]
                {
                    ("html", "upstream_error"), ("html in a 200", "upstream_malformed"), ("empty", "upstream_malformed"), ("half a json", "upstream_malformed"),
                    ("array", "upstream_malformed"), ("huge", "upstream_malformed"), ("gzip bomb", "upstream_malformed"), ("closed", "upstream_unreachable"),
                    ("reset", "upstream_unreachable"), ("cut", "stream_truncated"), ("redirect", "upstream_not_found"),
                })
                {
                    data.Add(alias, fault, code);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task A_stream_without_an_end_is_broken_off_at_its_limit_and_the_provider_let_go(string alias)
    {
        fixture.Provider.Script(Faults.Endless());

        using var response = await fixture.Http.SayAsync(alias, "hello", Cancellation, stream: true);
        var events = await response.EventsAsync(Cancellation);

        Assert.Equal("upstream_malformed", ApiError.OfEvent(events[^1]).Code);
        Assert.DoesNotContain("[DONE]", events);
        Assert.Empty(ChatCalls.FinishReasonsOf(events.SkipLast(1)));
        await fixture.Provider.WaitForAbortAsync(Cancellation, Assert.Single(response.Headers.GetValues("x-request-id")));
    }

    [Theory, MemberData(nameof(Statuses))]
    public async Task An_error_status_means_the_same_from_every_provider_and_leaks_nothing(string alias, int status, int expected, string? code)
    {
        foreach (var stream in (bool[])[false, true])
        {
            fixture.Provider.Script(Faults.Status(status, Telltale, headers: Headers));

            using var response = await fixture.Http.SayAsync(alias, "hello", Cancellation, stream);

            var error = await ApiError.OfAsync(response, expected, Cancellation);
            if (code is not null)
            {
                Assert.Equal(code, error.Code);
            }

            Assert.Single(fixture.AttemptsOf(response));
            if (status >= 500)
            {
                Assert.DoesNotContain("telltale", error.Message, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task A_developer_reads_what_the_provider_says_about_the_request(string alias)
    {
        fixture.Provider.Script(Faults.Status(400, "messages.0.content: text content blocks must be non-empty"));

        using var response = await fixture.Http.SayAsync(alias, "hello", Cancellation);

        Assert.Contains("text content blocks must be non-empty", (await ApiError.OfAsync(response, 400, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Faulty))]
    public async Task An_answer_that_is_none_is_an_error_of_the_gateway(string alias, string fault, string code)
    {
        foreach (var stream in (bool[])[false, true])
        {
            fixture.Provider.Script(Fault(fault));

            using var response = await fixture.Http.SayAsync(alias, "one two three four five", Cancellation, stream);

            var error = await ApiError.OfAsync(response, 502, Cancellation);
            Assert.Contains(error.Code!, AlsoFine(code, stream || alias == "claude"));
            Assert.Equal("api_error", error.Type);
        }
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task An_error_in_place_of_the_first_event_has_a_status_of_its_own(string alias)
    {
        fixture.Provider.Script(Faults.ErrorAfterEvents(0));

        using var response = await fixture.Http.SayAsync(alias, "hello", Cancellation, stream: true);

        var error = await ApiError.OfAsync(response, 503, Cancellation);
        Assert.Equal("overloaded", error.Code);
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task An_event_over_the_limit_is_no_answer(string alias)
    {
        fixture.Provider.Script(Faults.HugeEvent(SmallLimitsFixture.MaxEventBytes + 1));

        using var response = await fixture.Http.SayAsync(alias, "hello", Cancellation, stream: true);

        Assert.Equal("upstream_malformed", (await ApiError.OfAsync(response, 502, Cancellation)).Code);
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task An_event_within_the_limit_is_passed_on(string alias)
    {
        fixture.Provider.Script(Faults.HugeEvent(SmallLimitsFixture.MaxEventBytes - 2_000));

        using var response = await fixture.Http.SayAsync(alias, "hello", Cancellation, stream: true);

        Assert.Equal(SmallLimitsFixture.MaxEventBytes - 2_000, ChatCalls.TextOf(await response.EventsAsync(Cancellation)).Length);
    }

    [Theory, MemberData(nameof(Documents.Aliases), MemberType = typeof(Documents))]
    public async Task Headers_of_the_provider_stay_behind(string alias)
    {
        fixture.Provider.Script(Headers.Aggregate(Behaviour.Sensible, (behaviour, header) => behaviour.WithHeader(header.Name, header.Value)));

        using var response = await fixture.Http.SayAsync(alias, "hello", Cancellation);

        ApiError.AssertNothingLeaks(response, await response.Content.ReadAsStringAsync(Cancellation));
        Assert.False(response.Headers.Contains("x-ratelimit-limit-requests"));
    }

    private static (string Name, string Value)[] Headers =>
    [
        ("openai-organization", "org-canary"), ("anthropic-organization-id", "org-canary"), ("set-cookie", "session=canary-account"), ("server", "canary-account"),
        ("location", "http://127.0.0.1/canary-account"), ("via", "canary-account"), ("x-ms-region", "canary-account"), ("www-authenticate", "Bearer realm=\"canary-account\""),
    ];

    private string Telltale =>
        $"Telltale: the resource 'canary-account' at {fixture.Provider.Url}/v1 refused key sk-provider-key-0123456789abcdef0123456789abcdef of organization org-canary-0123456789abcdef; see https://canary-account.openai.azure.com/.";

    private static Behaviour Fault(string name) => name switch
    {
        "html" => Faults.HtmlPage(502),
        "html in a 200" => Faults.HtmlPage(200),
        "empty" => Faults.EmptyBody(),
        "half a json" => Faults.Body(200, Reply.Json, """{"id":"chatcmpl-1","object":"chat.completion","canary in a body":"""),
        "array" => Faults.Body(200, Reply.Json, """["canary in a body"]"""),
        "huge" => Faults.HugeBody(SmallLimitsFixture.MaxAnswerBytes + 1),
        "gzip bomb" => Faults.GzipBomb(1024L * 1024 * 1024),
        "closed" => Faults.ClosesBeforeHeaders(),
        "reset" => Faults.ResetsBeforeHeaders(),
        "cut" => Behaviour.Sensible.CutAfterBytes(40),
        "redirect" => Faults.Status(302, Encoding.UTF8.GetString("canary in a body"u8), headers: ("location", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{1}/"))),
        _ => throw new ArgumentException(name),
    };

    // Where the answer is asked for as a stream (of some models always), what is no stream may as well be one that ended before it began.
    private static string[] AlsoFine(string code, bool stream) => stream ? [code, "stream_truncated", "upstream_malformed"] : [code];
}
