using System.Net;
using System.Text;
using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.Operations;

/// <summary>Marks in everything that is secret, carried through all that can be done and can go wrong, come out nowhere: with every log on.</summary>
public sealed class MarkedSecretsTests : IDisposable
{
    private const string Credential = "mark-credential-5e8d1c";
    private const string NewCredential = "mark-newer-one-77b0aa";
    private const string ClientKey = "mark-client-key-0a41f2";
    private const string WrongKey = "mark-wrong-key-c9d3e7";
    private const string Prompt = "mark-prompt-d27b9e";
    private const string Answer = "mark-answer-81ac44";

    private static readonly string[] Marks = [Credential, NewCredential, ClientKey, WrongKey, Prompt, Answer, RunningGateway.AdminKey];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");
    private readonly List<(string Where, string Text)> _told = [];

    private static CancellationToken Cancellation => Patience.Token;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task No_log_metric_error_record_export_or_file_holds_a_mark()
    {
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        var document = Documents.Both(provider.Url)
            .Replace("sk-ant-provider-key", Credential, StringComparison.Ordinal)
            .Replace("sk-provider-key", Credential, StringComparison.Ordinal)
            .Replace(Documents.Key, ClientKey, StringComparison.Ordinal);
        string data;
        await using (var gateway = await RunningGateway.StartAsync(
            Cancellation, document, _folder, "--Logging:Console:LogLevel:Default=None", "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Orleans=Trace", "--Logging:LogLevel:Microsoft=Trace"))
        {
            data = gateway.DataDirectory;
            await CallAsync(gateway.Http, provider);
            await OperateAsync(gateway.Http, provider);
            await LookAsync(gateway.Http);
            Tell("log", string.Join('\n', gateway.Log.All));
        }

        foreach (var file in Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories))
        {
            Tell(Path.GetFileName(file), Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation)));
        }

        Assert.Contains(_told, told => told is { Where: "log", Text.Length: > 10_000 });
        Assert.All(_told, told => Assert.All(Marks, mark =>
            Assert.True(!told.Text.Contains(mark, StringComparison.OrdinalIgnoreCase), $"{told.Where} holds {mark}: {Around(told.Text, mark)}")));
    }

    private async Task CallAsync(HttpClient http, ScriptedProvider provider)
    {
        http.DefaultRequestHeaders.Authorization = new("Bearer", ClientKey);
        foreach (var alias in (string[])["gpt", "claude"])
        {
            foreach (var stream in (bool[])[false, true])
            {
                using (var good = await http.SayAsync(alias, $"{Prompt} {Answer}", Cancellation, stream))
                {
                    Assert.Contains(Answer, await good.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
                }

                provider.Script(Behaviour.Sensible.CutAfterEvents(4));
                using (var cut = await http.SayAsync(alias, $"{Prompt} {Answer}", Cancellation, stream))
                {
                    await cut.Content.LoadIntoBufferAsync(Cancellation);
                }

                foreach (var status in (int[])[400, 401, 403, 429, 500, 529])
                {
                    provider.Script(Faults.Status(status, $"The key {Credential} is no good."));
                    using var failed = await http.SayAsync(alias, Prompt, Cancellation, stream);
                    Tell($"{alias}, {status}", await TextAsync(failed));
                }
            }
        }

        using var broken = await http.ChatAsync($$"""{"model":"gpt","messages":[{"role":"user","content":"{{Prompt}}"},""", Cancellation);
        Tell("broken JSON", await TextAsync(broken));
        using var unfit = await http.ChatAsync($$"""{"model":"claude","messages":"{{Prompt}}"}""", Cancellation);
        Tell("JSON of another shape", await TextAsync(unfit));
        http.DefaultRequestHeaders.Authorization = new("Bearer", WrongKey);
        using var stranger = await http.SayAsync("gpt", Prompt, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Tell("wrong key", await TextAsync(stranger));
        using var guess = await http.AdminAsync("GET", "config", Cancellation, key: WrongKey);
        Tell("wrong admin key", await TextAsync(guess));
    }

    private async Task OperateAsync(HttpClient http, ScriptedProvider provider)
    {
        var backend = Documents.OpenAi(provider.Url, more: new { credentials = new { header = new { name = "x-key", value = NewCredential } } });
        using var put = await http.AdminPutAsync("backends/openai", backend, Cancellation, await http.TagAsync("backends/openai", Cancellation));
        Assert.True(put.IsSuccessStatusCode, await TextAsync(put));
        Tell("backend put", await TextAsync(put));
        foreach (var mistake in (object[])
        [
            Documents.OpenAi(provider.Url, more: new { credentials = new { header = new { name = "x key", value = NewCredential } } }),
            Documents.OpenAi(provider.Url, more: new { credentials = NewCredential }),
            Documents.OpenAi(provider.Url, more: new { credentials = new { header = new { name = "x-key", value = $"${{env:{NewCredential}" } } }),
            $$"""{"credentials":{"header":{"value":"{{NewCredential}}",""",
        ])
        {
            using var refused = await http.AdminPutAsync("backends/openai", mistake, Cancellation, await http.TagAsync("backends/openai", Cancellation));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Tell("mistake", await TextAsync(refused));
        }

        using var rollout = await http.AdminPutAsync(
            "apis/llm/aliases/gpt/rollout",
            new { backend = "anthropic", steps = new[] { new { percent = 1 }, new { percent = 100 } } },
            Cancellation,
            await http.TagAsync("apis/llm/aliases/gpt", Cancellation));
        Tell("rollout", await TextAsync(rollout));

        provider.Script(Faults.Status(401, $"The key {NewCredential} is no good."));
        using var trial = await http.AdminAsync("POST", "backends/openai/test", Cancellation);
        Tell("trial", await TextAsync(trial));
    }

    /// <summary>All that can be read, found in the description of the admin API.</summary>
    private async Task LookAsync(HttpClient http)
    {
        using var description = await http.GetAsync("/admin/openapi.json", Cancellation);
        var paths = (await description.JsonAsync(Cancellation)).GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty("get", out _)).Select(path => path.Name.TrimStart('/'));
        var read = 0;
        foreach (var path in paths)
        {
            var name = path.Split('/')[0] switch { "apis" => "llm", "backends" => "openai", "products" => "all", _ => "team-a" };
            using var response = await http.AdminGetAsync(
                path.Replace("{api}", "llm", StringComparison.Ordinal).Replace("{alias}", "gpt", StringComparison.Ordinal)
                    .Replace("{version}", "1", StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal)
                    .Replace("resolved-url", "resolved-url?format=openai&url=https://model.example/v1", StringComparison.Ordinal)
                + (path == "limits" ? "?subscription=team-a" : ""), Cancellation);
            Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
            Tell(path, await TextAsync(response));
            read++;
        }

        Assert.InRange(read, 15, 100);
        foreach (var path in (string[])["/metrics", "/health/ready", "/admin/docs"])
        {
            using var response = await http.GetAsync(path, Cancellation);
            Tell(path, await TextAsync(response));
        }
    }

    private void Tell(string where, string text) => _told.Add((where, text));

    private static async Task<string> TextAsync(HttpResponseMessage response) =>
        $"{response.Headers}{response.Content.Headers}{await response.Content.ReadAsStringAsync(Cancellation)}";

    private static string Around(string text, string mark)
    {
        var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 100)];
    }
}
