using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Safety;

namespace Orleans.Gateway.Api.Tests.Safety;

/// <summary>What the service was asked about already.</summary>
public sealed class MemoryTests(MemoryTests.Policies fixture) : IClassFixture<MemoryTests.Policies>
{
    private static readonly string Long = new('a', 300);

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task The_second_turn_of_a_conversation_is_asked_about_what_is_new()
    {
        var first = await fixture.AskedAsync("default", [Long, "one"]);
        var second = await fixture.AskedAsync("default", [Long, "one", "two"]);
        var again = await fixture.AskedAsync("default", [Long, "one", "two"]);

        Assert.Equal([$"{Long}\none\n"], first);
        Assert.Equal([$"{Long[^195..]}\none\ntwo\n"], second);
        Assert.Empty(again);
        await Eventually.HoldsAsync(async () =>
        {
            var metrics = await fixture.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
            Assert.Contains(metrics.Split('\n'), line => line.StartsWith("gateway_safety_remembered_total{", StringComparison.Ordinal)
                && line.Contains("gateway_outcome=\"clean\"", StringComparison.Ordinal) && line.Contains("gateway_safety_policy=\"product:default\"", StringComparison.Ordinal)
                && line.Contains("gateway_safety_subject=\"prompt\"", StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("off")]
    [InlineData("instant")] // what it remembers is over at once
    public async Task Where_nothing_is_remembered_all_of_it_is_asked_each_time(string product)
    {
        for (var turn = 0; turn < 2; turn++)
        {
            Assert.Equal([$"{Long}\nnever known\n"], await fixture.AskedAsync(product, [Long, "never known"]));
        }
    }

    [Fact]
    public async Task What_was_blocked_is_blocked_again_and_asked_once()
    {
        for (var turn = 0; turn < 2; turn++)
        {
            using var response = await fixture.SayAsync("default", ["vilehate5 and more"]);
            Assert.Contains("category hate", (await ApiError.OfAsync(response, 403, Cancellation)).Message, StringComparison.Ordinal);
        }

        Assert.Single(fixture.Service.Requests, request => request.Text?.Contains("vilehate5 and more", StringComparison.Ordinal) is true);
    }

    [Fact]
    public async Task A_policy_of_other_severities_knows_it_too_and_one_of_other_block_lists_does_not()
    {
        Assert.Single(await fixture.AskedAsync("default", ["vilehate3 for all"]));

        using (var stricter = await fixture.SayAsync("stricter", ["vilehate3 for all"]))
        {
            Assert.Contains("category hate", (await ApiError.OfAsync(stricter, 403, Cancellation)).Message, StringComparison.Ordinal);
        }

        Assert.Single(fixture.Service.Requests, request => request.Text == "vilehate3 for all\n");
        Assert.Single(await fixture.AskedAsync("lists", ["vilehate3 for all"]));
    }

    [Fact]
    public async Task A_shield_is_asked_about_new_users_and_new_documents()
    {
        var call = new
        {
            role = "assistant",
            content = (string?)null,
            tool_calls = new[] { new { id = "call_1", type = "function", function = new { name = "f", arguments = "{}" } } },
        };
        object[] first = [new { role = "user", content = Long }, call, new { role = "tool", tool_call_id = "call_1", content = "a document" }];
        await fixture.ChatAsync("shield", first);
        var asked = fixture.Service.Requests.Count;

        await fixture.ChatAsync("shield", [.. first, new { role = "user", content = "and now" }]);

        var only = Assert.Single(fixture.Service.Requests.Skip(asked));
        Assert.Equal($"{Long[^199..]}\nand now\n", only.UserPrompt);
        Assert.Equal(["a document\n"], Assert.Single(fixture.Service.Requests.Take(asked), request => request.List("documents")?.Count > 0).List("documents"));

        using var attack = await fixture.SayAsync("shield", [Long, "and now", ContentSafetyService.Attack]);
        await ApiError.OfAsync(attack, 403, Cancellation);
    }

    [Fact]
    public async Task That_there_was_no_answer_is_not_remembered()
    {
        fixture.Service.Interferes = async (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.CompleteAsync();
            return true;
        };
        using (var failed = await fixture.SayAsync("default", ["nobody knows this"]))
        {
            await ApiError.OfAsync(failed, 503, Cancellation);
        }

        fixture.Service.Interferes = null;

        Assert.Equal(["nobody knows this\n"], await fixture.AskedAsync("default", ["nobody knows this"]));
    }

    /// <summary>Products with policies that differ in one thing each.</summary>
    public sealed class Policies : GatewayFixture
    {
        internal ContentSafetyService Service { get; private set; } = null!;

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Service.DisposeAsync();
            GC.SuppressFinalize(this);
        }

        /// <summary>What the service is asked about messages that pass.</summary>
        internal async Task<List<string?>> AskedAsync(string product, string[] texts)
        {
            var asked = Service.Requests.Count;
            using var response = await SayAsync(product, texts);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return [.. Service.Requests.Skip(asked).Select(request => request.Text)];
        }

        internal Task<HttpResponseMessage> SayAsync(string product, string[] texts) => SendAsync(product, [.. texts.Select(text => new { role = "user", content = text })]);

        internal async Task ChatAsync(string product, object[] messages)
        {
            using var response = await SendAsync(product, messages);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        private protected override async Task PrepareAsync(ScriptedProvider provider, CancellationToken cancellation)
        {
            Service = await ContentSafetyService.StartAsync(cancellation);
            Service.Blocklists["house"] = ["secret plan of the house"];
        }

        private protected override string Document(string providerUrl)
        {
            var products = new Dictionary<string, object>
            {
                ["default"] = Safety(new() { ["categories"] = new { hate = 4 } }),
                ["stricter"] = Safety(new() { ["categories"] = new { hate = 2 } }),
                ["lists"] = Safety(new() { ["categories"] = new { hate = 4 }, ["blocklists"] = new[] { "house" } }),
                ["off"] = Safety(new() { ["categories"] = new { hate = 4 }, ["rememberFor"] = "00:00:00" }),
                ["instant"] = Safety(new() { ["categories"] = new { hate = 4 }, ["rememberFor"] = "00:00:00.0000001" }),
                ["shield"] = Safety(new() { ["shieldPrompt"] = true }),
            };
            return JsonSerializer.Serialize(new
            {
                backends = new Dictionary<string, object> { ["openai"] = Documents.OpenAi(providerUrl) },
                apis = new { llm = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai") } } },
                products = products.ToDictionary(product => product.Key, product => new { apis = new { llm = new[] { "*" } }, contentSafety = product.Value }),
                subscriptions = products.Keys.ToDictionary(product => product, product => new { product, keys = new[] { SafetyFixture.KeyOf(product) } }),
            });
        }

        private Task<HttpResponseMessage> SendAsync(string product, object[] messages)
        {
            var request = ChatCalls.Request(new { model = "gpt", messages });
            request.Headers.Authorization = new("Bearer", SafetyFixture.KeyOf(product));
            return Http.SendAsync(request, Patience.Token);
        }

        private Dictionary<string, object> Safety(Dictionary<string, object> more) => new(more)
        {
            ["endpoint"] = Service.Url,
            ["credentials"] = new { header = new { name = "Ocp-Apim-Subscription-Key", value = ContentSafetyService.Key } },
        };
    }
}
