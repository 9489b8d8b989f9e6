using System.Text.RegularExpressions;
using Orleans.Gateway.FakeProvider.Anthropic.Rules;
using Orleans.Gateway.FakeProvider.Observation;
using Orleans.Gateway.FakeProvider.Serving;

namespace Orleans.Gateway.FakeProvider.Anthropic;

/// <summary>Refuses what Anthropic refuses, in its words: the address, the key, the headers, then the rules of the body in their order.</summary>
internal sealed partial class AnthropicGatekeeper(ScriptedProviderOptions options)
{
    private const int MaxBodyBytes = 32 * 1024 * 1024;
    private static readonly string[] Paths = ["/v1/messages", "/anthropic/v1/messages"];
    private static readonly string[] Versions = ["2023-06-01", "2026-10-21"];

    /// <summary>Structure before meaning, as a validator in front of the model would have it.</summary>
    private static readonly Func<MessagesRequest, IEnumerable<string>>[] Rules =
    [
        FieldRules.Check,
        BlockRules.Check,
        MediaRules.Check,
        ToolRules.Check,
        CacheRules.Check,
        SamplingRules.Check,
        ThinkingRules.Check,
        OutputRules.Check,
        ToolChoiceRules.Check,
        TurnRules.Check,
        PairingRules.Check,
        ThinkingBlockRules.Check,
    ];

    internal ModelFamily? FamilyOf(string model) => ModelFamilies.Of(options.Models.GetValueOrDefault(model, model));

    internal Refusal? Refuse(ReceivedRequest request) =>
        RefuseAddress(request) ?? RefuseKey(request) ?? RefuseHeaders(request) ?? (request.Method == "GET" ? null : RefuseBody(request));

    private static Refusal? RefuseAddress(ReceivedRequest request)
    {
        if (request.Path.EndsWith("/v1/models", StringComparison.Ordinal) && request.Method == "GET")
        {
            return null;
        }

        return !Paths.Contains(request.Path) ? new Refusal(404, "not_found_error", "Not Found")
            : request.Method != "POST" ? new Refusal(405, "invalid_request_error", "Method Not Allowed")
            : null;
    }

    private Refusal? RefuseKey(ReceivedRequest request)
    {
        var (key, bearer) = (request.Header("x-api-key"), request.Header("authorization"));
        if (key is not null && bearer is not null)
        {
            return new Refusal(401, "authentication_error", "Only one of the x-api-key and Authorization headers may be sent.");
        }

        if (string.IsNullOrEmpty(key) && string.IsNullOrEmpty(bearer))
        {
            return new Refusal(401, "authentication_error", "x-api-key header is required");
        }

        var secret = key ?? (bearer!.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? bearer[7..] : "");
        return secret.Length > 0 && (options.Keys?.Contains(secret) ?? true)
            ? null
            : new Refusal(401, "authentication_error", key is not null ? "invalid x-api-key" : "Invalid bearer token");
    }

    private static Refusal? RefuseHeaders(ReceivedRequest request)
    {
        if (request.Header("anthropic-version") is not { } version)
        {
            return Refusal.Invalid("anthropic-version: header is required");
        }

        if (!Versions.Contains(version))
        {
            return Refusal.Invalid($"anthropic-version: \"{version}\" is not a valid version");
        }

        var unknown = Betas(request).Where(beta => !Beta().IsMatch(beta)).ToList();
        return unknown.Count == 0 ? null : Refusal.Invalid(
            $"Unexpected value(s) {string.Join(", ", unknown.Select(beta => $"`{beta}`"))} for the `anthropic-beta` header. "
            + "Please consult our documentation at docs.anthropic.com or try again without the header.");
    }

    private Refusal? RefuseBody(ReceivedRequest request)
    {
        if (request.Body.Length > MaxBodyBytes)
        {
            return new Refusal(413, "request_too_large", "Request exceeds the maximum size");
        }

        if (!request.Json.IsObject())
        {
            return Refusal.Invalid("The request body is not valid JSON");
        }

        if (request.Json.Text("model") is not { Length: > 0 } model)
        {
            return Refusal.Invalid("model: Field required");
        }

        if (FamilyOf(model) is not { } family)
        {
            return new Refusal(404, "not_found_error", $"model: {model}");
        }

        var messages = new MessagesRequest(request.Json, family, request.Header("anthropic-version")!, Betas(request), options.RolesMustAlternate);
        return Rules.SelectMany(rule => rule(messages)).Select(Refusal.Invalid).FirstOrDefault();
    }

    private static string[] Betas(ReceivedRequest request) =>
        (request.Header("anthropic-beta") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // Betas are dated.
    [GeneratedRegex(@"^[a-z][a-z0-9-]*-20\d\d-\d\d-\d\d$")]
    private static partial Regex Beta();
}
