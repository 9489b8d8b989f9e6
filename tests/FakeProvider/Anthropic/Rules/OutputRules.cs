using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>Structured output.</summary>
internal static class OutputRules
{
    internal static IEnumerable<string> Check(MessagesRequest request)
    {
        var config = request.Body.Get("output_config");
        foreach (var extra in config.Properties().Where(property => property.Name is not ("effort" or "format" or "task_budget")))
        {
            yield return $"output_config.{extra.Name}: Extra inputs are not permitted";
        }

        var format = config.Get("format");
        if (!format.IsGiven())
        {
            yield break;
        }

        if (!request.Family.StructuredOutput)
        {
            yield return $"'{request.Model}' does not support output format.";
        }

        foreach (var extra in format.Properties().Where(property => property.Name is not ("type" or "schema")))
        {
            yield return $"output_config.format.{extra.Name}: Extra inputs are not permitted";
        }

        if (format.Text("type") != "json_schema")
        {
            yield return "output_config.format.type: Input should be 'json_schema'";
        }

        if (!format.Get("schema").IsObject())
        {
            yield return "output_config.format.schema: Field required";
        }

        foreach (var complaint in SchemaRules.Subset(format.Get("schema")))
        {
            yield return "output_config.format.schema: " + complaint;
        }

        if (request.Messages is [.., { Role: "assistant" }])
        {
            yield return "output_config.format: assistant message prefill is not supported with structured outputs.";
        }

        if (request.Messages.SelectMany(message => message.Blocks).Any(block => block.Json.Get("citations").Has("enabled", System.Text.Json.JsonValueKind.True)))
        {
            yield return "output_config.format: citations are not supported with structured outputs.";
        }
    }
}
