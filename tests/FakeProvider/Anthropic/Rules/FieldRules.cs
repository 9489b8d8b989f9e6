using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Anthropic.Rules;

/// <summary>The top level: no key that is not known, none missing, each of its kind.</summary>
internal static partial class FieldRules
{
    private static readonly string[] Known =
    [
        "model", "messages", "max_tokens", "system", "metadata", "stop_sequences", "stream", "temperature", "top_p", "top_k", "tools",
        "tool_choice", "thinking", "output_config", "service_tier", "cache_control", "container", "inference_geo",
    ];

    /// <summary>Keys that a beta header adds, each with how that beta's name begins.</summary>
    private static readonly (string Key, string Beta)[] OfBetas =
    [
        ("mcp_servers", "mcp-client-"), ("context_management", "context-management-"), ("context_management", "compact-"),
        ("speed", "fast-mode-"), ("output_format", "structured-outputs-"),
    ];

    internal static IEnumerable<string> Check(MessagesRequest request) =>
    [
        .. Keys(request), .. MaxTokens(request), .. Messages(request), .. System(request.Body.Get("system")),
        .. Metadata(request.Body.Get("metadata")), .. StopSequences(request.Body.Get("stop_sequences")), .. Others(request.Body),
    ];

    private static IEnumerable<string> Keys(MessagesRequest request) => request.Body.Properties()
        .Select(property => property.Name)
        .Where(key => !Known.Contains(key) && !OfBetas.Any(known => known.Key == key && request.HasBeta(known.Beta)))
        .Select(key => $"{key}: Extra inputs are not permitted");

    private static IEnumerable<string> MaxTokens(MessagesRequest request)
    {
        var value = request.Body.Get("max_tokens");
        if (value.ValueKind is JsonValueKind.Undefined)
        {
            yield return "max_tokens: Field required";
        }
        else if (value.ValueKind is not JsonValueKind.Number || !value.TryGetInt64(out var tokens))
        {
            yield return "max_tokens: Input should be a valid integer";
        }
        else if (tokens < 0)
        {
            yield return "max_tokens: Input should be greater than or equal to 0";
        }
        else if (tokens > request.Family.MaxOutput)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"max_tokens: {tokens} > {request.Family.MaxOutput}, which is the maximum allowed number of output tokens for {request.Model}");
        }
    }

    private static IEnumerable<string> Messages(MessagesRequest request)
    {
        var messages = request.Body.Get("messages");
        if (!messages.IsList())
        {
            yield return messages.IsGiven() ? "messages: Input should be a valid list" : "messages: Field required";
        }
        else if (request.Messages.Count == 0)
        {
            yield return "messages: at least one message is required";
        }

        foreach (var message in request.Messages)
        {
            if (message.Role is not ("user" or "assistant" or "system"))
            {
                yield return $"messages: Unexpected role \"{message.Role}\". Allowed roles are \"user\" or \"assistant\"";
            }

            foreach (var extra in message.Json.Properties().Where(property => property.Name is not ("role" or "content")))
            {
                yield return $"messages.{message.Index}.{extra.Name}: Extra inputs are not permitted";
            }
        }
    }

    private static IEnumerable<string> System(JsonElement system)
    {
        if (system.ValueKind is JsonValueKind.Undefined || system.IsText())
        {
            yield break;
        }

        if (!system.IsList())
        {
            yield return "system: Input should be a valid list";
        }

        foreach (var (block, index) in system.Items().Select((block, index) => (block, index)))
        {
            if (block.Text("type") != "text")
            {
                yield return $"system.{index}.type: Input should be 'text'";
            }
            else if (string.IsNullOrEmpty(block.Text("text")))
            {
                yield return "system: text content blocks must be non-empty";
            }
            else if (string.IsNullOrWhiteSpace(block.Text("text")))
            {
                yield return "system: text content blocks must contain non-whitespace text";
            }
        }
    }

    private static IEnumerable<string> Metadata(JsonElement metadata)
    {
        foreach (var extra in metadata.Properties().Where(property => property.Name != "user_id"))
        {
            yield return $"metadata.{extra.Name}: Extra inputs are not permitted";
        }

        var user = metadata.Text("user_id") ?? "";
        if (metadata.Has("user_id") && !metadata.Get("user_id").IsText())
        {
            yield return "metadata.user_id: Input should be a valid string";
        }
        else if (user.Length > 256)
        {
            yield return "metadata.user_id: String should have at most 256 characters";
        }
        else if (Email().IsMatch(user))
        {
            yield return "metadata.user_id: user_id appears to contain an email address. Please send a uuid or hash value instead.";
        }
        else if (Phone().IsMatch(user))
        {
            yield return "metadata.user_id: user_id appears to contain a phone number. Please send a uuid or hash value instead.";
        }
    }

    private static IEnumerable<string> StopSequences(JsonElement sequences)
    {
        if (sequences.ValueKind is not JsonValueKind.Undefined && !sequences.IsList())
        {
            yield return "stop_sequences: Input should be a valid list";
        }

        foreach (var (sequence, index) in sequences.Items().Select((sequence, index) => (sequence, index)))
        {
            if (!sequence.IsText())
            {
                yield return $"stop_sequences.{index}: Input should be a valid string";
            }
            else if (string.IsNullOrWhiteSpace(sequence.GetString()))
            {
                yield return "stop_sequences: each stop sequence must contain non-whitespace";
            }
        }
    }

    private static IEnumerable<string> Others(JsonElement body)
    {
        if (body.Get("stream").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False))
        {
            yield return "stream: Input should be a valid boolean";
        }

        if (body.Get("service_tier") is { ValueKind: not JsonValueKind.Undefined } && body.Text("service_tier") is not ("auto" or "standard_only"))
        {
            yield return "service_tier: Input should be 'auto' or 'standard_only'";
        }
    }

    [GeneratedRegex(@"[^\s@]+@[^\s@]+\.[^\s@]+")]
    private static partial Regex Email();

    [GeneratedRegex(@"^\+?\(?\d{1,4}\)?(?:[ .()-]*\d){6,12}$")]
    private static partial Regex Phone();
}
