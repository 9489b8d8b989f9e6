using System.Net;
using System.Text;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>What holds for every fault, whichever it is: a client gets an answer of another target, or OpenAI's error object, and nothing else.</summary>
[Collection(FaultsCollection.Name)]
public abstract class FaultTests(FaultsFixture fixture)
{
    private protected static readonly (string Name, string Value)[] TelltaleHeaders =
    [
        ("openai-organization", "org-canary"), ("anthropic-organization-id", "org-canary"), ("set-cookie", "session=canary-account"), ("server", "canary-account"),
        ("via", "canary-account"), ("x-ms-region", "canary-account"), ("x-canary", "canary-account"),
    ];

    private protected static CancellationToken Cancellation => Patience.Token;

    private protected FaultsFixture Fixture => fixture;

    /// <summary>What a careless provider says of itself.</summary>
    private protected string Telltale =>
        $"The resource 'canary-account' at {fixture.Provider.Url}/v1 refused key sk-provider-key-0123456789abcdef0123456789abcdef of organization org-canary-0123456789abcdef; see https://canary-account.openai.azure.com/.";

    /// <summary>With no other target: the error, and one attempt.</summary>
    private protected async Task<ApiError> IsToldAsync(string alias, Behaviour fault, bool stream, int status, params string[] codes)
    {
        var mark = fixture.Mark();
        fixture.Provider.ScriptFor(mark, fault);

        using var response = await fixture.Http.SayAsync(alias, mark, Cancellation, stream);

        var error = await ApiError.OfAsync(response, status, Cancellation);
        Assert.Contains(error.Code ?? "", codes);
        Assert.Single(fixture.AttemptsWith(mark));
        fixture.AssertLogIsClean();
        return error;
    }

    /// <summary>With another target: its answer, and two attempts.</summary>
    private protected async Task IsPassedOverAsync(string alias, Behaviour fault, bool stream)
    {
        var mark = fixture.Mark();
        fixture.Provider.ScriptFor(mark, fault);

        using var response = await fixture.Http.SayAsync($"{alias}-then-good", mark, Cancellation, stream);

        Assert.Equal($"You said: {mark}", await TextAsync(response, stream));
        Assert.Equal(2, fixture.AttemptsWith(mark).Count);
        fixture.AssertLogIsClean();
    }

    /// <summary>Whatever the other targets are: the provider's first attempt is the last.</summary>
    private protected async Task IsTriedOnceAsync(string alias, Behaviour fault, bool stream, int status)
    {
        var mark = fixture.Mark();
        fixture.Provider.ScriptFor(mark, fault);

        using var response = await fixture.Http.SayAsync($"{alias}-then-good", mark, Cancellation, stream);

        await ApiError.OfAsync(response, status, Cancellation);
        Assert.Single(fixture.AttemptsWith(mark));
        fixture.AssertLogIsClean();
    }

    /// <summary>The text of a whole answer with status 200, however it came.</summary>
    private protected static async Task<string?> TextAsync(HttpResponseMessage response, bool stream)
    {
        if (response.StatusCode is not HttpStatusCode.OK)
        {
            Assert.Fail($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancellation)}");
        }

        if (!stream)
        {
            return (await response.JsonAsync(Cancellation)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
        }

        var events = await response.EventsAsync(Cancellation);
        Assert.Equal("[DONE]", events[^1]);
        return ChatCalls.TextOf(events);
    }

    /// <summary>The events of a stream that broke off: its last is an error, and nothing before it is an end.</summary>
    private protected static async Task<ApiError> BrokenOffAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var events = await response.EventsAsync(Cancellation);
        Assert.DoesNotContain("[DONE]", events);
        Assert.Empty(ChatCalls.FinishReasonsOf(events.SkipLast(1)));
        return ApiError.OfEvent(events[^1]);
    }

    private protected static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
