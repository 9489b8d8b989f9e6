using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Tls;

namespace Orleans.Gateway.Api.Tests.Relaying;

/// <summary>How backends are reached: at public addresses only, by the word of a private authority, and through proxies.</summary>
public sealed class EgressTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");
    private readonly CertificateAuthority _authority = new("A private authority");
    private readonly List<IAsyncDisposable> _running = [];

    private static CancellationToken Cancellation => Patience.Token;

    private string CaFile => Path.Combine(_folder.FullName, "ca.pem");

    public async ValueTask InitializeAsync() => await File.WriteAllTextAsync(CaFile, _authority.Pem, Cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running))
        {
            await running.DisposeAsync();
        }

        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_name_that_leads_to_a_private_address_is_connected_to_unless_only_public_ones_may_be()
    {
        var provider = await ProviderAsync();
        var url = provider.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var gateway = await GatewayAsync(new()
        {
            ["any"] = Documents.OpenAi(url),
            ["public"] = Documents.OpenAi(url, more: new { egress = "public-only" }),
        });

        await AnswersAsync(gateway, "any");
        await RefusesAsync(gateway, "public");

        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task A_private_authority_is_trusted_for_its_backend_and_for_nothing_but_the_issuer()
    {
        using var stranger = new CertificateAuthority("Another authority");
        var good = await ProviderAsync(new() { Certificate = _authority.Good() });
        var trusting = new { caFile = CaFile };
        var gateway = await GatewayAsync(new()
        {
            ["trusted"] = Documents.OpenAi(good.Url, more: trusting),
            ["not-told"] = Documents.OpenAi(good.Url),
            ["expired"] = Documents.OpenAi((await ProviderAsync(new() { Certificate = _authority.Expired() })).Url, more: trusting),
            ["elsewhere"] = Documents.OpenAi((await ProviderAsync(new() { Certificate = _authority.For("elsewhere.example") })).Url, more: trusting),
            ["strange"] = Documents.OpenAi((await ProviderAsync(new() { Certificate = stranger.Good() })).Url, more: trusting),
        });

        await AnswersAsync(gateway, "trusted");
        foreach (var name in (string[])["not-told", "expired", "elsewhere", "strange"])
        {
            await RefusesAsync(gateway, name);
        }

        // The file is replaced: the next connection goes by what is in it then.
        await File.WriteAllTextAsync(CaFile, $"{_authority.Pem}\n{stranger.Pem}\n", Cancellation);
        File.SetLastWriteTimeUtc(CaFile, TimeProvider.System.GetUtcNow().AddMinutes(1).UtcDateTime);
        await AnswersAsync(gateway, "strange");
        await RefusesAsync(gateway, "expired");
    }

    [Fact]
    public async Task Calls_go_through_the_proxy_of_their_backend()
    {
        var (plain, tls) = (await ProviderAsync(), await ProviderAsync(new() { Certificate = _authority.For("secure.invalid") }));
        var hosts = new Dictionary<string, Uri> { ["model.invalid"] = new(plain.Url), ["secure.invalid"] = new(tls.Url) };
        var (proxy, secure) = (new FakeProxy(hosts), new FakeProxy(hosts, _authority.Good()));
        _running.AddRange([proxy, secure]);
        var gateway = await GatewayAsync(new()
        {
            ["passed-on"] = Documents.OpenAi("http://model.invalid", more: new { proxy = proxy.Url }),
            ["tunnelled"] = Documents.OpenAi("https://secure.invalid", more: new { proxy = proxy.Url, caFile = CaFile }),
            ["tunnelled-in-tls"] = Documents.OpenAi("https://secure.invalid", more: new { proxy = secure.Url, caFile = CaFile }),
            ["direct"] = Documents.OpenAi("http://model.invalid"),
        });

        foreach (var name in (string[])["passed-on", "tunnelled", "tunnelled-in-tls"])
        {
            await AnswersAsync(gateway, name);
        }

        await RefusesAsync(gateway, "direct");
        Assert.Equal(["POST http://model.invalid/v1/chat/completions", "CONNECT secure.invalid:443"], proxy.Asked);
        Assert.Equal(["CONNECT secure.invalid:443"], secure.Asked);
        Assert.Equal((1, 2), (plain.Requests.Count, tls.Requests.Count));
    }

    private async Task<ScriptedProvider> ProviderAsync(ScriptedProviderOptions? options = null)
    {
        var provider = await ScriptedProvider.StartAsync(Cancellation, options);
        _running.Add(provider);
        return provider;
    }

    private async Task<RunningGateway> GatewayAsync(Dictionary<string, object> backends)
    {
        var gateway = await RunningGateway.StartAsync(Cancellation, Documents.Of(backends, backends.Keys.ToDictionary(name => name, name => Documents.Targets(name))));
        _running.Add(gateway);
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
        return gateway;
    }

    private static async Task AnswersAsync(RunningGateway gateway, string alias)
    {
        using var response = await gateway.Http.SayAsync(alias, "hello", Cancellation);
        Assert.Equal((alias, 200), (alias, (int)response.StatusCode));
        Assert.Contains("You said: hello", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static async Task RefusesAsync(RunningGateway gateway, string alias)
    {
        using var response = await gateway.Http.SayAsync(alias, "hello", Cancellation);
        Assert.Equal((alias, "upstream_unreachable"), (alias, (await ApiError.OfAsync(response, 502, Cancellation)).Code));
    }
}
