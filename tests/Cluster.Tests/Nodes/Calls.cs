using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace Orleans.Gateway.Cluster.Tests.Nodes;

/// <summary>Calls to a node: with the official SDK, and by hand where an SDK would hide what is received.</summary>
internal static class Calls
{
    /// <summary>Without retries, which would hide what the node does.</summary>
    public static ChatClient Sdk(this Node node, string alias) => new(alias, new ApiKeyCredential(Documents.Key), new OpenAIClientOptions
    {
        Endpoint = new Uri($"{node.Url}/llm/v1"),
        RetryPolicy = new ClientRetryPolicy(0),
    });

    /// <summary>One user message; returns once the head of the answer is there.</summary>
    public static Task<HttpResponseMessage> SayAsync(this Node node, string alias, string text, CancellationToken cancellation, bool stream = false, string? key = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { model = alias, stream, messages = new[] { new { role = "user", content = text } } });
        var request = new HttpRequestMessage(HttpMethod.Post, "/llm/v1/chat/completions")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public static async Task<string> TextAsync(this HttpResponseMessage response, CancellationToken cancellation) =>
        JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellation)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    /// <summary>The data of every event, as it arrives, <c>[DONE]</c> included.</summary>
    public static async IAsyncEnumerable<string> EventsAsync(this HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                yield return line[5..].TrimStart(' ');
            }
        }
    }

    /// <summary>As an operator.</summary>
    public static async Task<HttpResponseMessage> AdminAsync(this Node node, HttpMethod method, string path, CancellationToken cancellation, object? body = null, string? match = null)
    {
        using var request = new HttpRequestMessage(method, $"/admin/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestCluster.AdminKey);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        return await node.Http.SendAsync(request, cancellation);
    }

    /// <summary>
    /// Puts what a test goes on from, again and again until it is acknowledged: a silo of a busy machine may stand still for two seconds, and the answer
    /// says so; what was before may act until then. Returns the first answer, which alone shows new keys.
    /// </summary>
    public static async Task<JsonElement> ChangeAsync(this Node node, string path, object body, CancellationToken cancellation, string? match = null)
    {
        JsonElement? first = null;
        while (true)
        {
            using var response = await node.AdminAsync(HttpMethod.Put, path, cancellation, body, match);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            Assert.True(response.IsSuccessStatusCode, text);
            var answer = JsonElement.Parse(text);
            first ??= answer;
            if (answer.GetProperty("acknowledged").GetBoolean())
            {
                return first.Value;
            }

            match = response.Headers.ETag!.ToString();
        }
    }
}
