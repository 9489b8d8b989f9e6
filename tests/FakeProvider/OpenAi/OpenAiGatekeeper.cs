using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.OpenAi.Rules;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.OpenAi;

/// <summary>Refuses what OpenAI and Azure refuse, in their words.</summary>
internal sealed class OpenAiGatekeeper(ScriptedProviderOptions options)
{
    private static readonly string[] Paths = ["/v1/chat/completions", "/openai/v1/chat/completions"];

    private static readonly Func<ChatRequest, IEnumerable<Refusal>>[] Rules =
        [FieldRules.Check, ModelRules.Check, RangeRules.Check, ToolRules.Check, MessageRules.Check, ToolPairingRules.Check];

    internal Refusal? Refuse(ReceivedRequest request) => RefuseAddress(request) ?? RefuseKey(request)
        ?? (request.Method == "GET" ? null : RefuseBody(request));

    private Refusal? RefuseAddress(ReceivedRequest request)
    {
        if (request.Deployment is { } deployment)
        {
            return !request.Path.EndsWith($"/{deployment}/chat/completions", StringComparison.Ordinal) || !request.Query.Contains("api-version=", StringComparison.Ordinal)
                ? new Refusal(404, "invalid_request_error", "Resource not found", Code: "404")
                : Exists(deployment) ? null
                : new Refusal(404, "invalid_request_error", "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.", Code: "DeploymentNotFound");
        }

        return (request.Method == "POST" && Paths.Contains(request.Path)) || (request.Method == "GET" && request.Path.EndsWith("/v1/models", StringComparison.Ordinal))
            ? null
            : new Refusal(404, "invalid_request_error", $"Invalid URL ({request.Method} {request.Path})");
    }

    private Refusal? RefuseKey(ReceivedRequest request)
    {
        var bearer = request.Header("authorization");
        var key = request.Header("api-key") ?? (bearer?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) is true ? bearer[7..] : "");
        if (key.Length == 0)
        {
            return new Refusal(401, "invalid_request_error", "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).");
        }

        return options.Keys?.Contains(key) ?? true ? null : new Refusal(401, "invalid_request_error",
            $"Incorrect API key provided: {key[..Math.Min(4, key.Length)]}***. You can find your API key at https://platform.openai.com/account/api-keys.", Code: "invalid_api_key");
    }

    private Refusal? RefuseBody(ReceivedRequest request)
    {
        if (!request.Json.IsObject())
        {
            return Refusal.Invalid("We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)");
        }

        if (request.Model.Length == 0)
        {
            return Refusal.Invalid("you must provide a model parameter");
        }

        if (!Exists(request.Model) && request.Deployment is null)
        {
            return new Refusal(404, "invalid_request_error", $"The model `{request.Model}` does not exist or you do not have access to it.", Code: "model_not_found");
        }

        var chat = new ChatRequest(request.Json, options.Models.GetValueOrDefault(request.Model, request.Model));
        return Rules.SelectMany(rule => rule(chat)).FirstOrDefault();
    }

    private bool Exists(string model) => OpenAiModels.Exists(model) || options.Models.ContainsKey(model);
}
