using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Safety;

namespace Orleans.Gateway.Api.Tests.Operations;

/// <summary>What lies in the data directory is of no use without the keys.</summary>
public sealed class StoredSecretsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");

    private static CancellationToken Cancellation => Patience.Token;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_store_that_was_sealed_under_another_master_key_serves_what_it_can_and_says_so()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        var pepper = $"--Gateway:Pepper={NewKey()}";
        await using (await StartAsync(Documents.Both(provider.Url), $"--Gateway:MasterKey={NewKey()}", pepper))
        {
        }

        await using var gateway = await StartAsync(document: null, $"--Gateway:MasterKey={NewKey()}", pepper);
        using var sealedBackend = await gateway.Http.SayAsync("gpt", "hello", Cancellation);
        using var echo = await gateway.Http.SayAsync("echo", "hello", Cancellation);

        await ApiError.OfAsync(sealedBackend, 503, Cancellation);
        Assert.Equal(HttpStatusCode.OK, echo.StatusCode);
        Assert.Contains(gateway.Log.All, line => line.Contains("openai", StringComparison.Ordinal) && line.Contains("out of service", StringComparison.Ordinal));
        Assert.Empty(provider.Requests);
        Assert.DoesNotContain(gateway.Log.All, line => line.Contains("sk-provider-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_rotation_of_the_master_key_everything_opens_under_the_new_one_alone()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        var (older, newer) = (NewKey(), NewKey());
        string[] pepper = [$"--Gateway:Pepper={NewKey()}"];
        await using (await StartAsync(Documents.Both(provider.Url), [$"--Gateway:MasterKey={older}", .. pepper]))
        {
        }

        await using (var rotating = await StartAsync(document: null, [$"--Gateway:MasterKey={newer}", $"--Gateway:PreviousMasterKey={older}", .. pepper]))
        {
            using var during = await rotating.Http.SayAsync("gpt", "hello", Cancellation);
            Assert.Equal(HttpStatusCode.OK, during.StatusCode);
            await SealedAnewAsync(rotating, definitions: 2);
        }

        await using var gateway = await StartAsync(document: null, [$"--Gateway:MasterKey={newer}", .. pepper]);
        using var after = await gateway.Http.SayAsync("claude", "hello", Cancellation);

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal("sk-ant-provider-key", provider.Requests[^1].Header("x-api-key"));
        Assert.DoesNotContain(gateway.Log.All, line => line.Contains("sealed anew", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_keys_of_content_safety_are_sealed_anew_as_well()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await using var service = await ContentSafetyService.StartAsync(Cancellation);
        var (older, newer) = (NewKey(), NewKey());
        string[] pepper = [$"--Gateway:Pepper={NewKey()}"];
        object Safety(object categories) => new
        {
            endpoint = service.Url,
            credentials = new { header = new { name = "Ocp-Apim-Subscription-Key", value = ContentSafetyService.Key } },
            categories,
        };
        var document = JsonSerializer.Serialize(new
        {
            backends = new { openai = Documents.OpenAi(provider.Url) },
            apis = new { llm = new { path = "/llm/v1", aliases = new { gpt = Documents.Targets("openai") }, contentSafety = Safety(new { hate = 4 }) } },
            products = new { all = new { apis = new { llm = new[] { "*" } }, contentSafety = Safety(new { violence = 4 }) } },
            subscriptions = new Dictionary<string, object> { ["team-a"] = new { product = "all", keys = new[] { Documents.Key } } },
        });
        await using (await StartAsync(document, [$"--Gateway:MasterKey={older}", .. pepper]))
        {
        }

        await using (var rotating = await StartAsync(document: null, [$"--Gateway:MasterKey={newer}", $"--Gateway:PreviousMasterKey={older}", .. pepper]))
        {
            await SealedAnewAsync(rotating, definitions: 3);
        }

        await using var gateway = await StartAsync(document: null, [$"--Gateway:MasterKey={newer}", .. pepper]);
        using var hate = await gateway.Http.SayAsync("gpt", "vilehate4", Cancellation);
        using var violence = await gateway.Http.SayAsync("gpt", "vileviolence4", Cancellation);

        Assert.Contains("category hate", (await ApiError.OfAsync(hate, 403, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Contains("category violence", (await ApiError.OfAsync(violence, 403, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_another_pepper_no_key_is_known()
    {
        await using (await StartAsync(Documents.Both("http://127.0.0.1:1"), $"--Gateway:Pepper={NewKey()}"))
        {
        }

        await using var gateway = await StartAsync(document: null, $"--Gateway:Pepper={NewKey()}");
        using var response = await gateway.Http.SayAsync("echo", "hello", Cancellation);

        await ApiError.OfAsync(response, 401, Cancellation);
    }

    [Fact]
    public async Task No_file_of_the_data_directory_holds_a_secret_in_clear_and_the_keys_are_their_owners_alone()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        string data;
        await using (var gateway = await StartAsync(Documents.Both(provider.Url)))
        {
            data = gateway.DataDirectory;
            using var response = await gateway.Http.SayAsync("gpt", "a prompt that nobody keeps", Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        foreach (var file in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            foreach (var secret in (string[])["sk-provider-key", Documents.Key, "a prompt that nobody keeps"])
            {
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{Path.GetFileName(file)} holds '{secret}'.");
            }

            if (!OperatingSystem.IsWindows() && file.EndsWith(".key", StringComparison.Ordinal))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task The_silo_listens_on_the_port_it_was_given()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();

        await using var gateway = await StartAsync(document: null, $"--Gateway:SiloPort={port}");
        using var connection = new System.Net.Sockets.TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port, Cancellation);

        Assert.True(connection.Connected);
    }

    [Fact]
    public async Task What_an_operator_changed_is_still_there_after_a_restart()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        var document = Documents.Of(
            new() { ["one"] = Documents.OpenAi(provider.Url, "gpt-4o-one"), ["two"] = Documents.OpenAi(provider.Url, "gpt-4o-two") },
            new() { ["gpt"] = Documents.Targets("one") });
        string tag;
        await using (var gateway = await StartAsync(document))
        {
            using var changed = await gateway.Http.AdminPutAsync("apis/llm/aliases/gpt", Documents.Targets("two"), Cancellation, ifMatch: "\"1\"");
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            tag = changed.Headers.ETag!.Tag;
        }

        await using (var gateway = await StartAsync(document))
        {
            using var response = await gateway.Http.SayAsync("gpt", "hello", Cancellation);
            using var alias = await gateway.Http.AdminGetAsync("apis/llm/aliases/gpt", Cancellation);

            Assert.Equal("gpt-4o-two", provider.Requests[^1].Model);
            Assert.Equal(tag, alias.Headers.ETag!.Tag);
            Assert.Contains(gateway.Log.All, line =>
                line.Contains("apis.llm.aliases.gpt", StringComparison.Ordinal) && line.Contains("Gateway:ConfigMode=Enforce", StringComparison.Ordinal));
        }

        await using (var gateway = await StartAsync(document, "--Gateway:ConfigMode=Enforce"))
        {
            using var response = await gateway.Http.SayAsync("gpt", "hello", Cancellation);

            Assert.Equal("gpt-4o-one", provider.Requests[^1].Model);
        }
    }

    private async Task<RunningGateway> StartAsync(string? document, params string[] settings)
    {
        var gateway = await RunningGateway.StartAsync(Cancellation, document, _folder, settings);
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
        return gateway;
    }

    /// <summary>It begins when the silo finds that all silos of its cluster have the new key, itself among them.</summary>
    private static Task SealedAnewAsync(RunningGateway gateway, int definitions) => Eventually.TrueAsync(
        () => gateway.Log.All.Any(line => line.Contains($"The secrets of {definitions} definitions were sealed anew", StringComparison.Ordinal)), Cancellation);

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
