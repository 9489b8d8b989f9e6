using System.Text.Json;
using System.Text.RegularExpressions;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Startup;

/// <summary>The process as somebody starts it from a shell: what it prints, how it ends.</summary>
public sealed partial class ProcessTests : IDisposable
{
    private const string AnyPort = "--urls=http://127.0.0.1:0";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");

    private static CancellationToken Cancellation => Patience.Token;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_curl_that_the_first_start_prints_answers_and_a_signal_stops_it_cleanly()
    {
        await using var gateway = GatewayCommand.Start(_folder, AnyPort);
        var banner = await gateway.WaitForOutputAsync("-d '{", Cancellation);

        var curl = Curl().Match(banner);
        Assert.True(curl.Success, banner);
        using var http = new HttpClient();
        using var request = ChatCalls.Request(curl.Groups["body"].Value, curl.Groups["url"].Value);
        request.Headers.TryAddWithoutValidation("Authorization", curl.Groups["authorization"].Value);
        using var response = await http.SendAsync(request, Cancellation);
        Assert.Equal("hello", (await response.JsonAsync(Cancellation)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Matches(@"Admin key +gwa-[0-9a-f]{64} ", banner);

        gateway.Terminate();
        Assert.Equal(0, await gateway.ExitAsync(Cancellation));
    }

    [Fact]
    public async Task The_admin_key_is_shown_once()
    {
        foreach (var (start, shown) in new[] { (1, true), (2, false) })
        {
            await using var gateway = GatewayCommand.Start(_folder, AnyPort);
            var banner = await gateway.WaitForOutputAsync("-d '{", Cancellation);
            Assert.Equal((start, shown), (start, AdminKey().IsMatch(banner)));
            gateway.Terminate();
            Assert.Equal(0, await gateway.ExitAsync(Cancellation));
        }
    }

    [Fact]
    public async Task A_file_that_holds_no_admin_key_is_refused_by_name()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.CreateSubdirectory("data").FullName, "admin.key"), "\u00a0\n", Cancellation);
        await using var gateway = GatewayCommand.Start(_folder, AnyPort);

        Assert.Equal(2, await gateway.ExitAsync(Cancellation));
        Assert.Contains(Path.Combine("data", "admin.key"), gateway.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gateway.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_runs_when_the_signal_comes_is_finished_or_broken_off_visibly()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        var gate = new Gate();
        provider.Script(Behaviour.Sensible.HeldAfter(4, gate));
        await using var gateway = GatewayCommand.Start(_folder, AnyPort, "--config", await WriteAsync(Documents.Both(provider.Url)));
        var url = Url().Match(await gateway.WaitForOutputAsync("Admin key", Cancellation)).Value;
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Documents.Key);
        using var response = await http.SayAsync("gpt", "one two three four five", Cancellation, stream: true);
        await gate.Reached.WaitAsync(Cancellation);

        gateway.Terminate();
        gate.Release();
        var events = new List<string>();
        var broken = await Record.ExceptionAsync(async () =>
        {
            await foreach (var data in response.EachEventAsync(Cancellation))
            {
                events.Add(data);
            }
        });

        Assert.Equal(0, await gateway.ExitAsync(Cancellation));
        Assert.True(broken is not null || events[^1] == "[DONE]" || events[^1].Contains("\"error\"", StringComparison.Ordinal), "The stream ended as if it were complete.");
    }

    [Fact]
    public async Task A_good_document_is_found_valid()
    {
        var path = await WriteAsync(Documents.Both("https://api.example.com"));
        await using var gateway = GatewayCommand.Start(_folder, "--config", path, "--validate");

        Assert.Equal(0, await gateway.ExitAsync(Cancellation));
        Assert.Contains("is valid", gateway.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "data")));
    }

    /// <summary>As for a start: by the setting, by the environment, and by the argument before either.</summary>
    [Theory]
    [InlineData("--Gateway:Config=gateway.json --validate", null)]
    [InlineData("--validate", "Gateway__Config")]
    [InlineData("--validate", "GATEWAY_CONFIG")]
    [InlineData("--config gateway.json --Gateway:Config=nowhere.json --validate", null)]
    public async Task The_document_that_is_checked_is_the_one_that_a_start_would_read(string arguments, string? variable)
    {
        await WriteAsync(Documents.Both("https://api.example.com"));
        await using var gateway = GatewayCommand.Start(_folder, variable is null ? [] : [new(variable, "gateway.json")], arguments.Split(' '));

        Assert.Equal((0, ""), (await gateway.ExitAsync(Cancellation), gateway.Errors.Trim()));
        Assert.Contains("gateway.json is valid", gateway.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--validate")]
    [InlineData(AnyPort)]
    public async Task A_bad_document_is_refused_with_all_its_mistakes(string argument)
    {
        var path = await WriteAsync("""
            {
              "backends": { "a": { "format": "grpc" }, "b": { "format": "openai", "url": "ftp://x" } },
              "apis": { "llm": { "path": "llm", "aliases": { "gpt": { "targets": [ { "backend": "c" } ] } } } },
              "unheard": 1
            }
            """);
        await using var gateway = GatewayCommand.Start(_folder, "--config", path, argument);

        Assert.Equal(2, await gateway.ExitAsync(Cancellation));
        foreach (var mistake in (string[])["backends.a.format", "backends.b.url", "apis.llm.path", "apis.llm.aliases.gpt.targets[0].backend", "unheard"])
        {
            Assert.Contains(mistake, gateway.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--validate")]
    [InlineData("--config nowhere.json")]
    [InlineData("--config nowhere.json --validate")]
    [InlineData("--urls=http://0.0.0.0:0")]
    [InlineData("--urls=http://*:0")]
    [InlineData("--urls=http://127.0.0.1:0;http://[::]:0")]
    [InlineData("--frobnicate")]
    [InlineData("--frobnicate=1")]
    [InlineData("run")]
    [InlineData("--config")]
    [InlineData("--urls")]
    [InlineData("--Gateway:DataDirectory --validate")]
    [InlineData(AnyPort + " --Gateway:Store=Redis")]
    [InlineData(AnyPort + " --Gateway:Store=Postgres")]
    [InlineData(AnyPort + " --Gateway:SiloPort=70000")]
    [InlineData(AnyPort + " --Gateway:Front:MaxRequestBytes=1")]
    [InlineData(AnyPort + " --Gateway:Relay:MaxEventBytes=many")]
    [InlineData(AnyPort + " --Gateway:Admin:Key=short")]
    [InlineData(AnyPort + " --Gateway:MasterKey=not-a-key")]
    [InlineData(AnyPort + " --Kestrel:Endpoints:Open:Url=http://127.0.0.1:0")]
    [InlineData(AnyPort + " --Gateway:Admin:Oidc:Authority=https://issuer.example")]
    [InlineData(AnyPort + " --Gateway:DataDir=/tmp/x")]
    [InlineData(AnyPort + " --Gateway:Relay:WriteStal=00:00:05")]
    [InlineData(AnyPort + " --Gateway:ClientJwt:Issuers:0:Audience=x")]
    [InlineData(AnyPort + " --Gatway:Store=Redis")]
    [InlineData(AnyPort + " --Gateway:DataDirectory=/proc/gateway")]
    public async Task A_mistake_in_what_it_was_given_ends_it_with_2_and_a_reason_without_a_stack(string arguments)
    {
        await using var gateway = GatewayCommand.Start(_folder, arguments.Split(' '));

        Assert.Equal(2, await gateway.ExitAsync(Cancellation));
        Assert.NotEmpty(gateway.Errors.Trim());
        Assert.DoesNotContain("   at ", gateway.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_nobody_reads_is_named_with_the_nearest_that_there_is()
    {
        await using var gateway = GatewayCommand.Start(_folder, [new("Gateway__relay__WriteStal", "00:00:05"), new("Gateway__DataDir", "x"), new("Gateway__Front__Nonsense__At__All", "1")], AnyPort);

        Assert.Equal(2, await gateway.ExitAsync(Cancellation));
        Assert.Contains("'Gateway:relay:WriteStal' is no setting of the gateway. Did you mean 'Gateway:Relay:WriteStall'?", gateway.Errors, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'Gateway:DataDirectory'?", gateway.Errors, StringComparison.Ordinal);
        Assert.Contains("'Gateway:Front:Nonsense' is no setting", gateway.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_data_directory_is_for_one_process_also_after_one_that_was_killed()
    {
        await using (var first = GatewayCommand.Start(_folder, AnyPort))
        {
            await first.WaitForLogAsync("The silo is up.", Cancellation);
            await using var second = GatewayCommand.Start(_folder, AnyPort);
            Assert.Equal(2, await second.ExitAsync(Cancellation));
            Assert.Contains("another process works in the folder", second.Errors, StringComparison.Ordinal);
        }

        await using var third = GatewayCommand.Start(_folder, AnyPort);
        await third.WaitForLogAsync("The silo is up.", Cancellation);
    }

    /// <summary>Without it, a file cannot be put in order, and nothing in it be found again.</summary>
    [Fact]
    public async Task Lines_of_the_log_have_their_time()
    {
        await using var gateway = GatewayCommand.Start(_folder, AnyPort);
        var log = await gateway.WaitForLogAsync("The silo is up.", Cancellation);

        var line = JsonElement.Parse(log.Split('\n').Single(one => one.Contains("The silo is up.", StringComparison.Ordinal)));
        Assert.Equal(TimeSpan.Zero, line.GetProperty("Timestamp").GetDateTimeOffset().Offset);
    }

    [Fact]
    public async Task The_value_of_a_setting_may_stand_behind_its_name()
    {
        await using var gateway = GatewayCommand.Start(_folder, "--Gateway:DataDirectory", "elsewhere", "--urls", "http://127.0.0.1:0");

        Assert.Matches(Url(), await gateway.WaitForOutputAsync("Admin key", Cancellation));
        Assert.Equal(["elsewhere"], _folder.EnumerateDirectories().Select(folder => folder.Name));
    }

    [Fact]
    public async Task Other_machines_may_come_in_once_there_is_an_admin_key()
    {
        await using var gateway = GatewayCommand.Start(_folder, "--urls=http://0.0.0.0:0", "--Gateway:Admin:Key=an-admin-key-of-my-own");

        Assert.DoesNotContain("an-admin-key-of-my-own", await gateway.WaitForOutputAsync("Admin key", Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "--config")]
    [InlineData("--version", "0.1.0")]
    public async Task Help_and_version_are_told_and_nothing_is_started(string argument, string text)
    {
        await using var gateway = GatewayCommand.Start(_folder, argument);

        Assert.Equal(0, await gateway.ExitAsync(Cancellation));
        Assert.Contains(text, gateway.Output, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    private async Task<string> WriteAsync(string document)
    {
        var path = Path.Combine(_folder.FullName, "gateway.json");
        await File.WriteAllTextAsync(path, document, Cancellation);
        return path;
    }

    [GeneratedRegex(@"curl -s (?<url>\S+) -H 'Authorization: (?<authorization>[^']+)' -H 'Content-Type: application/json' \\\s+-d '(?<body>[^']+)'")]
    private static partial Regex Curl();

    [GeneratedRegex("gwa-[0-9a-f]{64}")]
    private static partial Regex AdminKey();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Url();
}
