using System.Text.Json;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Tracing;

/// <summary>Spans, and the texts of calls in OpenTelemetry's logs. Alone: a listener hears all gateways of the process.</summary>
[Collection(AloneCollection.Name)]
public sealed class TraceTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string ParentId = "00f067aa0ba902b7";
    private const string Card = "4000123412341234";

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_trace_goes_from_the_client_over_each_attempt_to_the_provider()
    {
        await using var collector = await OtlpCollector.StartAsync(Cancellation);
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await StartAsync(provider, collector.Otlp);
        provider.Script(Faults.Status(500));
        using var response = await SayAsync(gateway, "quiet", "a secret prompt");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));

        var sent = provider.Ledger.Entries.Select(entry => entry.Request.Header("traceparent")!).ToArray();
        Assert.Equal(2, sent.Length);
        Assert.All(sent, header => Assert.Matches($"^00-{TraceId}-[0-9a-f]{{16}}-01$", header));
        Assert.Equal(2, sent.Distinct().Count());
        Assert.DoesNotContain(sent, header => header.Contains(ParentId, StringComparison.Ordinal));
        Assert.Equal("vendor=1", provider.Ledger.Entries[0].Request.Header("tracestate"));

        await Eventually.HoldsAsync(() =>
        {
            var spans = collector.All("/v1/traces");
            foreach (var text in (string[])["POST llm/chat/completions", "chat both", "attempt one", "attempt two", "gen_ai.usage.input_tokens", "ServerError", "quiet", OtlpCollector.Bytes(TraceId), OtlpCollector.Bytes(ParentId)])
            {
                Assert.Contains(text, spans, StringComparison.Ordinal);
            }

            // The provider's parents are the spans of the attempts.
            Assert.All(sent, header => Assert.Contains(OtlpCollector.Bytes(header.Split('-')[2]), spans, StringComparison.Ordinal));
            Assert.Contains("gateway.tokens", collector.All("/v1/metrics"), StringComparison.Ordinal);
            Assert.Contains("The silo is up.", collector.All("/v1/logs"), StringComparison.Ordinal);
            return Task.CompletedTask;
        });
        AssertNowhere(collector, "a secret prompt", "sk-provider-key", "key-of-", provider.Url);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("deployment.environment=test,service.instance.id=pod-7")]
    public async Task Processes_are_told_apart_by_what_somebody_called_them_or_by_their_machine(string? attributes)
    {
        await using var collector = await OtlpCollector.StartAsync(Cancellation);
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await StartAsync(provider, [.. collector.Otlp, .. attributes is null ? [] : ((string, string)[])[("OTEL_RESOURCE_ATTRIBUTES", attributes)]]);
        using var response = await SayAsync(gateway, "quiet", "hello");

        foreach (var path in (string[])["/v1/metrics", "/v1/traces", "/v1/logs"])
        {
            await Eventually.HoldsAsync(() =>
            {
                Assert.Contains(attributes is null ? $"{Environment.MachineName}-{Environment.ProcessId}" : "pod-7", collector.All(path), StringComparison.Ordinal);
                return Task.CompletedTask;
            });
            Assert.Equal(attributes is null, collector.All(path).Contains($"{Environment.MachineName}-{Environment.ProcessId}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Texts_are_logged_for_a_product_that_wants_it_and_nowhere_but_there()
    {
        await using var collector = await OtlpCollector.StartAsync(Cancellation);
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await StartAsync(provider, collector.Otlp, "--Logging:LogLevel:Default=Trace", "--Logging:Console:LogLevel:Default=None");
        foreach (var stream in (bool[])[false, true])
        {
            using var silent = await SayAsync(gateway, "quiet", $"unlogged {stream}", stream);
            await silent.Content.LoadIntoBufferAsync(Cancellation);
            using var told = await SayAsync(gateway, "told", $"logged {stream}, card {Card}", stream);
            await told.Content.LoadIntoBufferAsync(Cancellation);
            using var prompts = await SayAsync(gateway, "prompts", $"asked {stream} {new string('x', 500)}", stream);
            await prompts.Content.LoadIntoBufferAsync(Cancellation);
        }

        await Eventually.HoldsAsync(() =>
        {
            var logs = collector.All("/v1/logs");
            foreach (var stream in (bool[])[false, true])
            {
                // Once in the prompt, and once in the answer, which repeats it.
                Assert.Equal(3, logs.Split($"logged {stream}, card [redacted]").Length);
                Assert.Equal(2, logs.Split($"asked {stream} x").Length);
            }

            return Task.CompletedTask;
        });
        var all = collector.All("/v1/logs");
        Assert.Contains($"user: asked True {new string('x', 100 - "user: asked True ".Length)}", all, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('x', 101), all, StringComparison.Ordinal);
        AssertNowhere(collector, "unlogged", Card);
        Assert.DoesNotContain(gateway.Log.All, line => line.Contains("logged True", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_listener_no_trace_goes_out()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var gateway = await StartAsync(provider, []);
        using var response = await SayAsync(gateway, "told", "hello");

        Assert.True(response.IsSuccessStatusCode);
        Assert.Null(Assert.Single(provider.Ledger.Entries).Request.Header("traceparent"));
    }

    [Fact]
    public async Task Azure_Monitor_gets_it_where_a_connection_string_says_so()
    {
        await using var collector = await OtlpCollector.StartAsync(Cancellation);
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using (var gateway = await StartAsync(provider, collector.AzureMonitor))
        {
            using var response = await SayAsync(gateway, "quiet", "a secret prompt");
            Assert.True(response.IsSuccessStatusCode);
        }

        // What was not sent yet is sent when the process stops.
        Assert.Contains("chat both", collector.All("/v2"), StringComparison.Ordinal);
        AssertNowhere(collector, "a secret prompt", "sk-provider-key");
    }

    /// <summary>The exporters read the environment, as that of this process is while the gateway starts.</summary>
    private static async Task<RunningGateway> StartAsync(ScriptedProvider provider, (string Name, string Value)[] environment, params string[] settings)
    {
        try
        {
            foreach (var (name, value) in environment)
            {
                Environment.SetEnvironmentVariable(name, value);
            }

            return await RunningGateway.StartAsync(Cancellation, Document(provider.Url), null, settings);
        }
        finally
        {
            foreach (var (name, _) in environment)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }

    private static void AssertNowhere(OtlpCollector collector, params string[] secrets) =>
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, collector.All(""), StringComparison.Ordinal));

    private static Task<HttpResponseMessage> SayAsync(RunningGateway gateway, string subscription, string text, bool stream = false)
    {
        var request = ChatCalls.Request(new { model = "both", stream, messages = new[] { new { role = "user", content = text } } });
        request.Headers.Authorization = new("Bearer", Key(subscription));
        request.Headers.Add("traceparent", $"00-{TraceId}-{ParentId}-01");
        request.Headers.Add("tracestate", "vendor=1");
        return gateway.Http.SendAsync(request, Cancellation);
    }

    private static string Key(string subscription) => $"key-of-{subscription}-0123";

    private static string Document(string providerUrl) => JsonSerializer.Serialize(new
    {
        backends = new Dictionary<string, object> { ["one"] = Documents.OpenAi(providerUrl), ["two"] = Documents.OpenAi(providerUrl) },
        apis = new { llm = new { path = "/llm/v1", aliases = new { both = Documents.Targets("one", "two") } } },
        products = new Dictionary<string, object>
        {
            ["quiet"] = new { apis = new { llm = new[] { "*" } } },
            ["told"] = new { apis = new { llm = new[] { "*" } }, logging = new { prompts = true, completions = true, redact = new[] { "[0-9]{16}" } } },
            ["prompts"] = new { apis = new { llm = new[] { "*" } }, logging = new { prompts = true, maxBytes = 100 } },
        },
        subscriptions = new[] { "quiet", "told", "prompts" }.ToDictionary(name => name, name => new { product = name, keys = new[] { Key(name) } }),
    });
}
