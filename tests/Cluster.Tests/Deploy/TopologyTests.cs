using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using Orleans.Gateway.Cluster.Tests.Nodes;
using Orleans.Gateway.FakeProvider;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>What docker-compose.yml describes, started as processes: a client at the load balancer, and parts that die behind it.</summary>
public sealed class TopologyTests(ComposedCluster cluster) : IClassFixture<ComposedCluster>
{
    private static readonly string[] Parts = ["silo-2", "front-2"];

    private static CancellationToken Cancellation => Patience.Token;

    [Fact]
    public async Task A_client_at_the_load_balancer_is_answered_before_and_after_parts_have_died()
    {
        Assert.SkipUnless(ComposedCluster.Missing is null, ComposedCluster.Missing ?? "");
        await using var provider = await ScriptedProvider.StartAsync(Cancellation);
        await AddBackendAsync(provider);

        var answer = await Sdk("gpt").CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation);
        Assert.Equal("You said: hello", Assert.Single(answer.Value.Content).Text);
        Assert.Equal("Bearer sk-only-silos-know", provider.Requests[^1].Header("Authorization"));

        var streamed = new StringBuilder();
        await foreach (var update in Sdk("gpt").CompleteChatStreamingAsync([new UserChatMessage("one two three")], cancellationToken: Cancellation))
        {
            streamed.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
        }

        Assert.Equal("You said: one two three", streamed.ToString());

        foreach (var part in Parts)
        {
            await cluster.Named(part).Process.KillAsync(Cancellation);
            var killed = TimeProvider.System.GetTimestamp();
            await Patience.UntilAsync(() => AreAnsweredAsync(20), Cancellation);
            var took = TimeProvider.System.GetElapsedTime(killed);
            TestContext.Current.TestOutputHelper?.WriteLine($"After {part} was killed, all calls are answered {took.TotalSeconds:0.0} s later.");
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        }
    }

    [Theory]
    [InlineData("/admin/v1/config")]
    [InlineData("/metrics")]
    [InlineData("/metrics/")]
    [InlineData("/METRICS")]
    [InlineData("/%6Detrics")]
    [InlineData("/admin")]
    [InlineData("/Admin/v1/config")]
    [InlineData("/admin/sign-in")]
    public async Task What_is_for_operators_is_not_served_by_the_load_balancer(string path)
    {
        Assert.SkipUnless(ComposedCluster.Missing is null, ComposedCluster.Missing ?? "");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestCluster.AdminKey);

        using var response = await http.GetAsync(new Uri(cluster.Url + path), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_key_is_looked_at_before_the_load_balancer_has_the_whole_body()
    {
        Assert.SkipUnless(ComposedCluster.Missing is null, ComposedCluster.Missing ?? "");
        var url = new Uri(cluster.Url);
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port, Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /llm/v1/chat/completions HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer nobody\r\nContent-Type: application/json\r\nContent-Length: 400000000\r\n\r\n{{\"model\""), Cancellation);
        // The rest never comes.
        using var reader = new StreamReader(stream, Encoding.ASCII);

        Assert.StartsWith("HTTP/1.1 401", await reader.ReadLineAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operators_sign_in_at_their_own_address_and_have_a_page_that_lives()
    {
        Assert.SkipUnless(ComposedCluster.Missing is null, ComposedCluster.Missing ?? "");
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri($"{cluster.AdminUrl}/"), Cancellation);
        Assert.Contains("Admin key", page, StringComparison.Ordinal);

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestCluster.AdminKey);
        using var opened = await http.PostAsync(new Uri($"{cluster.AdminUrl}/admin/v1/sessions"), null, Cancellation);
        var session = (await JsonDocument.ParseAsync(await opened.Content.ReadAsStreamAsync(Cancellation), default, Cancellation)).RootElement.GetProperty("token").GetString();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"gateway-portal={session}");
        socket.Options.SetRequestHeader("Origin", cluster.AdminUrl);
        await socket.ConnectAsync(new Uri($"{cluster.AdminUrl.Replace("http", "ws", StringComparison.Ordinal)}/admin/_blazor"), Cancellation);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var answer = new byte[64];
        var read = await socket.ReceiveAsync(answer, Cancellation);

        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(answer, 0, read.Count));
    }

    [Theory]
    [InlineData("/llm/v1/models")]
    [InlineData("/metrics")]
    [InlineData("/health/ready")]
    public async Task The_operators_address_serves_nothing_else(string path)
    {
        Assert.SkipUnless(ComposedCluster.Missing is null, ComposedCluster.Missing ?? "");
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(cluster.AdminUrl + path), Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_audit_log_has_the_address_that_the_load_balancer_saw_and_not_the_one_that_somebody_claims()
    {
        Assert.SkipUnless(ComposedCluster.Missing is null, ComposedCluster.Missing ?? "");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestCluster.AdminKey);
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        http.DefaultRequestHeaders.Add("x-gateway-operator-address", $"203.0.113.7 {new string('a', 64)}");
        using var opened = await http.PostAsync(new Uri($"{cluster.AdminUrl}/admin/v1/sessions"), null, Cancellation);
        opened.EnsureSuccessStatusCode();

        var audit = await http.GetStringAsync(new Uri($"{cluster.AdminUrl}/admin/v1/audit"), Cancellation);
        Assert.Contains("\"127.0.0.1\"", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.7", audit, StringComparison.Ordinal);
    }

    /// <summary>As operating.md says: through the operators' address, with a reference to what the silos have in their environment.</summary>
    private async Task AddBackendAsync(ScriptedProvider provider)
    {
        await PutAsync("backends/openai", new
        {
            format = "openai",
            url = $"{provider.Url}/v1",
            model = "gpt-4o",
            credentials = new { header = new { name = "Authorization", value = "Bearer ${env:OPENAI_API_KEY}" } },
        });
        await PutAsync("apis/llm/aliases/gpt", Documents.Target("openai"));
        await Patience.UntilAsync(() => AreAnsweredAsync(20), Cancellation);
    }

    private async Task PutAsync(string path, object body)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestCluster.AdminKey);
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await http.PutAsync(new Uri($"{cluster.AdminUrl}/admin/v1/{path}"), content, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<bool> AreAnsweredAsync(int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            try
            {
                await Sdk("gpt").CompleteChatAsync([new UserChatMessage("hello")], cancellationToken: Cancellation);
            }
            catch (ClientResultException error) when (error.Status is 404 or 502 or 503 or 504)
            {
                return false;
            }
        }

        return true;
    }

    private ChatClient Sdk(string alias) => new(alias, new ApiKeyCredential(Documents.Key), new OpenAIClientOptions
    {
        Endpoint = new Uri($"{cluster.Url}/llm/v1"),
        RetryPolicy = new ClientRetryPolicy(0),
    });
}
