using System.Text.Json.Nodes;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Tests.OpenAiToAnthropic.Requests;

public class RecordedRequestTests
{
    [Theory]
    [InlineData("claude-sonnet-4-0")]
    [InlineData("claude-sonnet-4-5")]
    [InlineData("claude-opus-5-5")]
    public void Requests_that_real_clients_sent_become_requests_that_the_provider_takes(string model)
    {
        var folder = Environment.GetEnvironmentVariable("GATEWAY_WIRE") ?? Path.Combine(Root(), "..", "shared", "wire");
        Assert.SkipUnless(Directory.Exists(folder), "The recorded traffic is not here: set GATEWAY_WIRE to its folder.");

        var translated = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.request.json", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            if (!IsChatCompletion(text))
            {
                continue;
            }

            try
            {
                Invariants.Hold(new Translating { Model = model }.Run(text).Body, mayEndWithAssistant: model != "claude-opus-5-5");
                translated++;
            }
            catch (RequestRejectedException refusal)
            {
                Assert.False(string.IsNullOrEmpty(refusal.Message), file);
            }
        }

        Assert.True(translated > 10, $"only {translated} were translated");
    }

    private static bool IsChatCompletion(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject body && body["messages"] is JsonArray
                && body["anthropic_version"] is null && body["system"] is null && !text.Contains("input_schema", StringComparison.Ordinal);
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.Parent is not null && !File.Exists(Path.Combine(folder.FullName, "Orleans.Gateway.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
