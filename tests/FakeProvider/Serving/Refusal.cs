using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider.Answers;
using Orleans.Gateway.FakeProvider.Behaviours;
using Orleans.Gateway.FakeProvider.Observation;

namespace Orleans.Gateway.FakeProvider.Serving;

/// <summary>An error as the provider words it.</summary>
/// <param name="Param">OpenAI only.</param>
/// <param name="Code">OpenAI only.</param>
internal sealed record Refusal(int Status, string Type, string Message, string? Param = null, string? Code = null)
{
    internal static Refusal Invalid(string message) => new(400, "invalid_request_error", message);

    internal static Refusal Invalid(string message, string? param, string? code) => new(400, "invalid_request_error", message, param, code);

    internal Reply ToReply(Dialect dialect) =>
        Reply.Whole(Status, Reply.Json, ToJson(dialect).ToUtf8()).With(dialect is Dialect.Anthropic ? ("request-id", Ids.Request) : ("x-request-id", Ids.Request));

    internal JsonObject ToJson(Dialect dialect) => dialect is Dialect.Anthropic
        ? new() { ["type"] = "error", ["error"] = new JsonObject { ["type"] = Type, ["message"] = Message }, ["request_id"] = Ids.Request }
        : new() { ["error"] = new JsonObject { ["message"] = Message, ["type"] = Type, ["param"] = Param, ["code"] = Code } };

    /// <summary>The error as an event of a stream.</summary>
    internal ReadOnlyMemory<byte> ToEvent(Dialect dialect)
    {
        var json = ToJson(dialect);
        json.Remove("request_id");
        return Sse.Event(json, dialect is Dialect.Anthropic ? "error" : null);
    }
}
