using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Admin;

/// <summary>What the admin API says when its store does not do its part, and what is still there after a restart.</summary>
public sealed class StoreFailureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");

    private static CancellationToken Cancellation => Patience.Token;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_change_whose_record_cannot_be_written_is_no_success()
    {
        await using var gateway = await RunningGateway.StartAsync(Cancellation, Documents.Both("http://127.0.0.1:1"), _folder);
        await RefuseAsync(gateway, "audit");

        using var refused = await gateway.Http.AdminPutAsync("apis/llm/aliases/gpt", Documents.Targets("echo"), Cancellation, ifMatch: "\"1\"");

        Assert.Equal("Not recorded", (await refused.ProblemAsync(503, Cancellation)).GetProperty("title").GetString());
        Assert.Null(refused.Headers.ETag);
        await AllowAsync(gateway);
        await gateway.Http.AdminPutAsync("apis/llm/aliases/gpt", Documents.Targets("openai"), Cancellation, ifMatch: await gateway.Http.TagAsync("apis/llm/aliases/gpt", Cancellation)).DoneAsync(Cancellation);
    }

    [Theory]
    [InlineData("alias")]
    [InlineData("catalog")]
    public async Task A_change_that_the_store_refuses_is_recorded_as_failed_and_is_not_in_force(string state)
    {
        await using var gateway = await RunningGateway.StartAsync(Cancellation, Documents.Both("http://127.0.0.1:1"), _folder);
        await RefuseAsync(gateway, state);

        using var failed = await gateway.Http.AdminPutAsync("apis/llm/aliases/gpt", Documents.Targets("echo"), Cancellation, ifMatch: "\"1\"");
        await failed.ProblemAsync(503, Cancellation);
        await AllowAsync(gateway);

        var record = (await gateway.Http.AdminGetAsync("audit?limit=1", Cancellation).DoneAsync(Cancellation)).GetProperty("items")[0];
        Assert.Equal((503, "apis/llm/aliases/gpt"), (record.GetProperty("status").GetInt32(), record.GetProperty("object").GetString()));
        Assert.Equal("\"1\"", await gateway.Http.TagAsync("apis/llm/aliases/gpt", Cancellation));
        var versions = await gateway.Http.AdminGetAsync("apis/llm/aliases/gpt/versions", Cancellation).DoneAsync(Cancellation);
        Assert.Equal(1, Assert.Single(versions.GetProperty("items").EnumerateArray()).GetProperty("version").GetInt32());
        await gateway.Http.AdminPutAsync("apis/llm/aliases/gpt", Documents.Targets("echo"), Cancellation, ifMatch: "\"1\"").DoneAsync(Cancellation);
    }

    [Fact]
    public async Task History_keys_and_records_are_still_there_after_a_restart_and_hold_no_secret()
    {
        const string secret = "sk-written-and-never-seen";
        string key;
        await using (var gateway = await RunningGateway.StartAsync(Cancellation, Documents.Both("http://127.0.0.1:1"), _folder))
        {
            key = (await gateway.Http.AdminAsync("POST", "keys", Cancellation, new { name = "ci", role = "viewer" }).DoneAsync(Cancellation)).GetProperty("key").GetString()!;
            await gateway.Http.AdminPutAsync("apis/llm/aliases/gpt?reason=because", Documents.Targets("echo"), Cancellation, ifMatch: "\"1\"").DoneAsync(Cancellation);
            await gateway.Http.AdminPutAsync(
                "backends/openai/credentials", new { header = new { name = "api-key", value = secret } }, Cancellation, ifMatch: await gateway.Http.TagAsync("backends/openai", Cancellation)).DoneAsync(Cancellation);
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(_folder.FullName, "data"), "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            Assert.All([secret, key], hidden => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(hidden)) < 0, file));
        }

        await using var again = await RunningGateway.StartAsync(Cancellation, null, _folder);
        var versions = await again.Http.AdminAsync("GET", "apis/llm/aliases/gpt/versions", Cancellation, key: key).DoneAsync(Cancellation);
        using var denied = await again.Http.AdminAsync("GET", "audit", Cancellation, key: key);
        var verified = await again.Http.AdminGetAsync("audit/verification", Cancellation).DoneAsync(Cancellation);

        Assert.Equal(["because", null], versions.GetProperty("items").EnumerateArray().Select(item => item.TryGetProperty("why", out var why) ? why.GetString() : null));
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Equal(4, verified.GetProperty("records").GetInt64());
        Assert.False(verified.TryGetProperty("broken", out _));
    }

    [Fact]
    public async Task What_is_written_into_a_folder_that_others_may_look_into_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        Directory.CreateDirectory(Path.Combine(_folder.FullName, "data"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using var gateway = await RunningGateway.StartAsync(Cancellation, Documents.Both("http://127.0.0.1:1"), _folder);
        await gateway.Http.AdminAsync("POST", "keys", Cancellation, new { name = "ci", role = "viewer" }).DoneAsync(Cancellation);

        var files = Directory.GetFiles(gateway.DataDirectory);
        Assert.Contains(Path.Combine(gateway.DataDirectory, "gateway.db"), files);
        foreach (var file in files)
        {
            Assert.Equal((file, UnixFileMode.UserRead | UnixFileMode.UserWrite), (file, File.GetUnixFileMode(file)));
        }
    }

    private static Task RefuseAsync(RunningGateway gateway, string state) => ExecuteAsync(
        gateway,
        $"""
        CREATE TRIGGER refuse_insert BEFORE INSERT ON OrleansStorage WHEN NEW.GrainTypeString LIKE '%{state}%' BEGIN SELECT RAISE(ABORT, 'refused'); END;
        CREATE TRIGGER refuse_update BEFORE UPDATE ON OrleansStorage WHEN NEW.GrainTypeString LIKE '%{state}%' BEGIN SELECT RAISE(ABORT, 'refused'); END;
        """);

    private static Task AllowAsync(RunningGateway gateway) => ExecuteAsync(gateway, "DROP TRIGGER refuse_insert; DROP TRIGGER refuse_update;");

    private static async Task ExecuteAsync(RunningGateway gateway, string text)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(gateway.DataDirectory, "gateway.db"), Pooling = false }.ToString());
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is that of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
