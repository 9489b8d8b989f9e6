using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Operations;

/// <summary>A node whose store is down when it starts.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");

    private static CancellationToken Cancellation => Patience.Token;

    private string Snapshot => Path.Combine(_folder.FullName, "data", "catalog.snapshot.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_serves_from_its_disk_as_degraded_answers_changes_with_503_and_is_itself_again_when_the_store_is_back()
    {
        await RunOnceAsync();
        var store = HideStore();

        await using var gateway = await StartAsync(withSilo: false);
        using var answer = await gateway.Http.SayAsync("echo", "hello", Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var ready = await gateway.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
        Assert.Equal((HttpStatusCode.OK, "degraded"), (ready.StatusCode, await ready.Content.ReadAsStringAsync(Cancellation)));
        using var change = await PutAsync(gateway, "\"1\"");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, change.StatusCode);
        await Eventually.HoldsAsync(async () => Assert.Matches("} 1( |$)", await DegradedAsync(gateway)));
        Assert.Contains(gateway.Log.All, line => line.Contains("catalog on its disk, epoch 1", StringComparison.Ordinal));

        store.Delete();
        File.Move(store.FullName + ".away", store.FullName);
        await Eventually.HoldsAsync(async () => Assert.Equal("ready", await gateway.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Cancellation)));
        await Eventually.HoldsAsync(async () =>
        {
            using var again = await PutAsync(gateway, "\"1\"");
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        });
    }

    [Fact]
    public async Task Beyond_MaxStaleness_it_refuses_calls_and_is_not_ready()
    {
        await RunOnceAsync();
        HideStore();
        File.SetLastWriteTimeUtc(Snapshot, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));

        await using var gateway = await StartAsync(withSilo: false, "--Gateway:MaxStaleness=00:30:00");

        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await gateway.Http.SayAsync("echo", "hello", Cancellation);
            Assert.Equal("stale_configuration", (await ApiError.OfAsync(answer, 503, Cancellation)).Code);
        });
        using var ready = await gateway.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Theory]
    [InlineData("{ cut o")]
    [InlineData("""{"Schema":2,"Snapshot":{"Epoch":7}}""")]
    public async Task A_copy_that_cannot_be_used_is_named_in_the_log_and_ends_no_start(string content)
    {
        await RunOnceAsync();
        await File.WriteAllTextAsync(Snapshot, content, Cancellation);

        await using var gateway = await StartAsync(withSilo: true);
        using var answer = await gateway.Http.SayAsync("echo", "hello", Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(gateway.Log.All, line => line.Contains("Gateway:SnapshotFile", StringComparison.Ordinal) && line.Contains("is not used", StringComparison.Ordinal));
        await Eventually.HoldsAsync(async () => Assert.StartsWith("""{"Schema":1""", await File.ReadAllTextAsync(Snapshot, Cancellation), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_copy_is_for_its_owner_only_holds_no_secret_and_follows_every_change()
    {
        await using var gateway = await StartAsync(withSilo: true);
        await Eventually.TrueAsync(() => File.Exists(Snapshot), Cancellation);
        using var change = await PutAsync(gateway, "\"1\"");
        var written = await change.Content.ReadFromJsonAsync<JsonElement>(Cancellation);

        Assert.Equal((2, 2, true), (written.GetProperty("version").GetInt32(), written.GetProperty("epoch").GetInt32(), written.GetProperty("acknowledged").GetBoolean()));
        Assert.False(written.TryGetProperty("laggards", out _));
        await Eventually.HoldsAsync(async () => Assert.Contains("\"Epoch\":2", await File.ReadAllTextAsync(Snapshot, Cancellation), StringComparison.Ordinal));
        var text = await File.ReadAllTextAsync(Snapshot, Cancellation);
        Assert.DoesNotContain("sk-provider-key", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Documents.Key, text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Snapshot));
        }
    }

    [Fact]
    public async Task An_empty_setting_keeps_no_copy()
    {
        await using (var gateway = await StartAsync(withSilo: true, "--Gateway:SnapshotFile="))
        {
            using var change = await PutAsync(gateway, "\"1\"");
            Assert.Equal(HttpStatusCode.OK, change.StatusCode);
        }

        Assert.False(File.Exists(Snapshot));
    }

    private async Task RunOnceAsync()
    {
        await using var gateway = await StartAsync(withSilo: true);
        await Eventually.TrueAsync(() => File.Exists(Snapshot), Cancellation);
    }

    /// <summary>Puts something in the store's place that no database can be opened in.</summary>
    private DirectoryInfo HideStore()
    {
        var store = Path.Combine(_folder.FullName, "data", "gateway.db");
        SqliteConnection.ClearAllPools(); // Connections of the gateway before, to a file that is moved and still open.
        File.Move(store, store + ".away");
        return Directory.CreateDirectory(store);
    }

    private async Task<RunningGateway> StartAsync(bool withSilo, params string[] settings)
    {
        var document = Documents.Of(
            new() { ["openai"] = Documents.OpenAi("http://127.0.0.1:9"), ["echo"] = new { format = "echo" } },
            new() { ["gpt"] = Documents.Targets("openai"), ["echo"] = Documents.Targets("echo") });
        var gateway = withSilo
            ? await RunningGateway.StartAsync(Cancellation, document, _folder, settings)
            : await RunningGateway.StartWithoutSiloAsync(Cancellation, document, _folder, settings);
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
        return gateway;
    }

    private static Task<HttpResponseMessage> PutAsync(RunningGateway gateway, string match) =>
        gateway.Http.AdminPutAsync("apis/llm/aliases/gpt", """{"targets":[{"backend":"echo"}]}""", Cancellation, match);

    private static async Task<string> DegradedAsync(RunningGateway gateway) =>
        (await gateway.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Split('\n').Single(line => line.StartsWith("gateway_degraded{", StringComparison.Ordinal));
}
