using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.Api.Tests.Startup;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Tls;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>
/// Providers behind TLS, for a gateway that trusts one certificate authority, as an operator would have it: a process of its own, since a process
/// reads once whom it trusts. That the good certificate is taken shows that the others are refused for what is wrong with them.
/// </summary>
public sealed partial class TlsFaultTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");
    private readonly List<IAsyncDisposable> _running = [];
    private readonly Dictionary<string, ScriptedProvider> _providers = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private GatewayCommand _gateway = null!;

    private static CancellationToken Cancellation => Patience.Token;

    public async ValueTask InitializeAsync()
    {
        using var authority = new CertificateAuthority("An authority for tests");
        using var stranger = new CertificateAuthority("canary-account");
        foreach (var (name, certificate) in new (string, X509Certificate2)[]
        {
            ("good", authority.Good()), ("expired", authority.Expired()), ("early", authority.NotYetValid()), ("elsewhere", authority.For("canary-account.openai.azure.com")),
            ("strange", stranger.Good()), ("alone", stranger.SelfSigned()),
        })
        {
            var provider = await ScriptedProvider.StartAsync(Cancellation, new ScriptedProviderOptions { Certificate = certificate, Http2 = name == "good" });
            _providers[name] = provider;
            _running.Add(provider);
        }

        var trusted = Path.Combine(_folder.FullName, "trusted.pem");
        await File.WriteAllTextAsync(trusted, authority.Pem, Cancellation);
        var document = Path.Combine(_folder.FullName, "gateway.json");
        await File.WriteAllTextAsync(document, Documents.Of(
            _providers.ToDictionary(provider => provider.Key, provider => Documents.OpenAi(provider.Value.Url)),
            _providers.Keys.SelectMany(name => (string[])[name, $"{name}-then-good"])
                .ToDictionary(alias => alias, alias => alias is "good" or "good-then-good" ? Documents.Targets("good") : Documents.Targets(alias.Split("-then-")))), Cancellation);

        _gateway = GatewayCommand.Start(
            _folder, [new("SSL_CERT_FILE", trusted), new("SSL_CERT_DIR", _folder.FullName)], "--urls=http://127.0.0.1:0", "--config", document, $"--Gateway:Admin:Key={RunningGateway.AdminKey}");
        _running.Add(_gateway);
        _http.BaseAddress = new Uri(Url().Match(await _gateway.WaitForOutputAsync("Admin key", Cancellation)).Value);
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var running in Enumerable.Reverse(_running))
        {
            await running.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_certificate_that_does_not_hold_is_refused_before_a_byte_of_the_request_is_sent()
    {
        using (var good = await _http.SayAsync("good", "hello", Cancellation))
        {
            Assert.Contains("You said: hello", await good.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        foreach (var name in (string[])["expired", "early", "elsewhere", "strange", "alone"])
        {
            using var failed = await _http.SayAsync(name, "hello", Cancellation);
            Assert.Equal((name, "upstream_unreachable"), (name, (await ApiError.OfAsync(failed, 502, Cancellation)).Code));

            using var served = await _http.SayAsync($"{name}-then-good", "hello", Cancellation, stream: true);
            Assert.Equal("You said: hello", ChatCalls.TextOf(await served.EventsAsync(Cancellation)));
            Assert.Empty(_providers[name].Requests);
        }

        Assert.DoesNotContain("canary", _gateway.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("sk-provider", _gateway.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_stream_of_http_2_that_is_reset_or_loses_its_connection_never_ends_as_if_it_were_whole()
    {
        var provider = _providers["good"];
        foreach (var (ending, whole) in new[] { (Ending.Reset, false), (Ending.Fin, false), (Ending.Retire, true) })
        {
            var gate = new Gate();
            provider.Script((whole ? Behaviour.Sensible.EndingWith(ending) : Behaviour.Sensible.CutAfterEvents(6, ending)).HeldAfter(6, gate));

            using var response = await _http.SayAsync("good", "one two three four five six seven", Cancellation, stream: true);
            await gate.Reached.WaitAsync(Cancellation);
            gate.Release();
            var events = await response.EventsAsync(Cancellation);

            Assert.Equal((ending, whole), (ending, events[^1] == "[DONE]"));
            if (!whole)
            {
                Assert.NotEmpty(ApiError.OfEvent(events[^1]).Message);
                Assert.Empty(ChatCalls.FinishReasonsOf(events.SkipLast(1)));
            }
        }

        Assert.Contains(provider.Ledger.Entries, entry => entry.End is CallEnd.Cut);

        // And the next call finds a connection.
        using var next = await _http.SayAsync("good", "hello", Cancellation);
        Assert.Contains("You said: hello", await next.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Url();
}
