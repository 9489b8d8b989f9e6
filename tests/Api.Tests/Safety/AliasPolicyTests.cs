using System.Net;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider.Safety;

namespace Orleans.Gateway.Api.Tests.Safety;

/// <summary>An API that forbids one thing, two of its aliases that forbid another instead, and a product that forbids a third beside either.</summary>
public sealed class AliasPolicyFixture : GatewayFixture
{
    /// <summary>Where the key is: an alias holds references only.</summary>
    internal const string KeyVariable = "GATEWAY_TEST_SAFETY_KEY";

    internal ContentSafetyService Service { get; private set; } = null!;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Service.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal object Policy(object categories) => new
    {
        endpoint = Service.Url,
        credentials = new { header = new { name = "Ocp-Apim-Subscription-Key", value = $"${{env:{KeyVariable}}}" } },
        categories,
    };

    private protected override async Task PrepareAsync(FakeProvider.ScriptedProvider provider, CancellationToken cancellation)
    {
        Environment.SetEnvironmentVariable(KeyVariable, ContentSafetyService.Key);
        Service = await ContentSafetyService.StartAsync(cancellation);
    }

    private protected override string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new { openai = Documents.OpenAi(providerUrl) },
        apis = new
        {
            llm = new
            {
                path = "/llm/v1",
                contentSafety = Policy(new { hate = 4 }),
                aliases = new Dictionary<string, object>
                {
                    ["gpt"] = Documents.Targets("openai"),
                    ["own"] = new { targets = new[] { new { backend = "openai" } }, contentSafety = Policy(new { sexual = 2 }) },
                    ["changed"] = new { targets = new[] { new { backend = "openai" } }, contentSafety = Policy(new { sexual = 2 }) },
                },
            },
        },
        products = new
        {
            all = new { apis = new { llm = new[] { "*" } }, contentSafety = Policy(new { violence = 2 }) },
        },
        subscriptions = new Dictionary<string, object> { ["team-a"] = new { product = "all", keys = new[] { Documents.Key } } },
    });
}

/// <summary>Content safety of an alias.</summary>
public sealed class AliasPolicyTests(AliasPolicyFixture fixture) : IClassFixture<AliasPolicyFixture>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Theory]
    [InlineData("gpt", "vilehate4", "hate")]
    [InlineData("gpt", "vilesexual4", null)]
    [InlineData("gpt", "vileviolence2", "violence")]
    [InlineData("own", "vilehate4", null)]
    [InlineData("own", "vilesexual4", "sexual")]
    [InlineData("own", "vileviolence2", "violence")]
    public async Task The_policy_of_an_alias_is_asked_instead_of_its_APIs_and_beside_its_products(string alias, string text, string? category)
    {
        var asked = fixture.Provider.Requests.Count;

        Assert.Equal(category, await BlockedByAsync(alias, text));
        Assert.Equal(category is null ? 1 : 0, fixture.Provider.Requests.Count - asked);
    }

    [Fact]
    public async Task A_policy_that_is_taken_away_leaves_the_APIs_in_force_and_comes_back_with_a_rollback()
    {
        Assert.Equal(("sexual", null), (await BlockedByAsync("changed", "vilesexual4"), await BlockedByAsync("changed", "vilehate4")));
        var path = "apis/llm/aliases/changed";
        var tag = await fixture.Http.TagAsync(path, Cancellation);

        await fixture.Http.AdminPutAsync(path, new { targets = new[] { new { backend = "openai" } } }, Cancellation, tag).DoneAsync(Cancellation);
        Assert.Equal((null, "hate"), (await BlockedByAsync("changed", "vilesexual4"), await BlockedByAsync("changed", "vilehate4")));

        tag = await fixture.Http.TagAsync(path, Cancellation);
        await fixture.Http.AdminAsync("POST", $"{path}/rollback", Cancellation, new { version = 1 }, tag).DoneAsync(Cancellation);
        Assert.Equal(("sexual", null), (await BlockedByAsync("changed", "vilesexual4"), await BlockedByAsync("changed", "vilehate4")));
    }

    [Fact]
    public async Task The_admin_API_shows_it_with_its_reference_and_takes_it_back_as_it_is()
    {
        const string path = "apis/llm/aliases/own";
        var shown = await fixture.Http.AdminGetAsync(path, Cancellation).DoneAsync(Cancellation);
        Assert.Equal($"${{env:{AliasPolicyFixture.KeyVariable}}}", shown.GetProperty("contentSafety").GetProperty("credentials").GetProperty("header").GetProperty("value").GetString());

        await fixture.Http.AdminPutAsync(path, shown.GetRawText(), Cancellation, await fixture.Http.TagAsync(path, Cancellation)).DoneAsync(Cancellation);

        Assert.Equal("sexual", await BlockedByAsync("own", "vilesexual4"));
    }

    [Fact]
    public async Task A_key_in_clear_is_refused_since_the_versions_of_an_alias_are_kept()
    {
        using var response = await fixture.Http.AdminPutAsync(
            "apis/llm/aliases/new",
            new { targets = new[] { new { backend = "openai" } }, contentSafety = new { endpoint = fixture.Service.Url, credentials = new { header = new { name = "k", value = "a-secret-in-clear" } }, shieldPrompt = true } },
            Cancellation,
            ifNoneMatch: "*");

        var problem = await response.ProblemAsync(400, Cancellation);
        Assert.Contains("contentSafety.credentials.header.value", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-in-clear", problem.GetRawText(), StringComparison.Ordinal);
    }

    /// <summary>The category; null when the call was answered.</summary>
    private async Task<string?> BlockedByAsync(string alias, string text)
    {
        using var response = await fixture.Http.SendAsync(ChatCalls.Request(new { model = alias, messages = new[] { new { role = "user", content = text } } }), Cancellation);
        if (response.StatusCode is HttpStatusCode.OK)
        {
            return null;
        }

        var error = await ApiError.OfAsync(response, 403, Cancellation);
        Assert.Equal("content_filter", error.Code);
        return error.Message.Split("category ")[1].Split('.')[0];
    }
}
