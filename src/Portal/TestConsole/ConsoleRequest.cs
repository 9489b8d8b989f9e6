using System.Text.Json.Nodes;
using Orleans.Gateway.Portal.Parts;

namespace Orleans.Gateway.Portal.TestConsole;

/// <summary>What the test console sends, and how somebody would write it elsewhere.</summary>
internal sealed record ConsoleRequest(string BaseUrl, string Alias, string System, string User, bool Stream)
{
    /// <summary>In place of the key, which is nobody's to paste.</summary>
    private const string KeyVariable = "GATEWAY_KEY";

    public JsonObject Body
    {
        get
        {
            var body = new JsonObject { ["model"] = Alias, ["messages"] = Messages };
            if (Stream)
            {
                body["stream"] = true;
                body["stream_options"] = new JsonObject { ["include_usage"] = true };
            }

            return body;
        }
    }

    public string Curl =>
        $"curl -sN {BaseUrl}/chat/completions \\\n  -H \"Authorization: Bearer ${KeyVariable}\" -H 'Content-Type: application/json' \\\n  -d '{Body.ToJsonString(Json.Indented).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    public string Python =>
        $"""
        import os
        from openai import OpenAI

        client = OpenAI(base_url={Quoted(BaseUrl)}, api_key=os.environ["{KeyVariable}"])
        answer = client.chat.completions.create(
            model={Quoted(Alias)},
            messages={Messages.ToJsonString(Json.Indented)},
            stream={(Stream ? "True" : "False")},
        )
        {(Stream ? "for chunk in answer:\n    if chunk.choices:\n        print(chunk.choices[0].delta.content or \"\", end=\"\")" : "print(answer.choices[0].message.content)")}
        """;

    public string CSharp =>
        $$"""
        using System.ClientModel;
        using OpenAI;
        using OpenAI.Chat;

        var client = new ChatClient({{Quoted(Alias)}}, new ApiKeyCredential(Environment.GetEnvironmentVariable("{{KeyVariable}}")!),
            new OpenAIClientOptions { Endpoint = new({{Quoted(BaseUrl)}}) });
        ChatMessage[] messages = [{{(System.Length > 0 ? $"new SystemChatMessage({Quoted(System)}), " : "")}}new UserChatMessage({{Quoted(User)}})];
        {{(Stream
            ? "await foreach (var update in client.CompleteChatStreamingAsync(messages))\n{\n    foreach (var part in update.ContentUpdate)\n    {\n        Console.Write(part.Text);\n    }\n}"
            : "Console.WriteLine((await client.CompleteChatAsync(messages)).Value.Content[0].Text);")}}
        """;

    private JsonArray Messages => System.Length > 0 ? [Message("system", System), Message("user", User)] : [Message("user", User)];

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    // JSON's escapes are those of Python and C# for what can be in a text.
    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
