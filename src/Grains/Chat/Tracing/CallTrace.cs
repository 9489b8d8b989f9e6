using System.Diagnostics;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Catalog;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat.Tracing;

/// <summary>
/// The spans of calls: one over all of a call's attempts, and one for each attempt, whose context goes to the provider. Names follow
/// OpenTelemetry's conventions for generative AI where they have one. No prompt, answer, URL or credential is in a span; where nobody listens,
/// there is none.
/// </summary>
public static class CallTrace
{
    /// <summary>Of all spans of the gateway.</summary>
    public const string SourceName = "Orleans.Gateway";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of a call, as a child of what the front end says.</summary>
    internal static Activity? Call(ChatCall call, in UsageOwner owner)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        ActivityContext.TryParse(call.TraceParent, call.TraceState, isRemote: true, out var parent);
        var span = Source.StartActivity($"chat {owner.Alias}", ActivityKind.Client, parent);
        return span?
            .SetTag("gen_ai.operation.name", "chat")
            .SetTag("gateway.request.id", call.RequestId)
            .SetTag("gateway.api", owner.Api)
            .SetTag("gateway.product", owner.Product)
            .SetTag("gateway.subscription", owner.Subscription)
            .SetTag("gateway.model.alias", owner.Alias);
    }

    internal static void Ended(Activity? span, GatewayError? owed, bool abandoned)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("gateway.outcome", abandoned ? "abandoned" : owed is null ? "ok" : "error");
        if (owed is not null && !abandoned)
        {
            Failed(span, owed.Code ?? owed.Type);
        }

    }

    internal static Activity? Attempt(BackendView backend, CallRequest request) => Source.HasListeners()
        ? Source.StartActivity($"attempt {backend.Id}", ActivityKind.Client)?
            .SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", backend.Provider)
            .SetTag("gen_ai.request.model", backend.Definition.Model ?? request.Alias)
            .SetTag("gen_ai.request.stream", request.Stream)
            .SetTag("gateway.backend", backend.Id)
            .SetTag("gateway.attempt", request.Live.Attempts + 1)
        : null;

    internal static void Ended(Activity? span, AttemptOutcome outcome, AttemptResult result, in AttemptUsage used)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("gen_ai.usage.input_tokens", used.Tokens.Prompt)
            .SetTag("gen_ai.usage.output_tokens", used.Tokens.Completion)
            .SetTag("gen_ai.response.time_to_first_chunk", result.FirstContent?.TotalSeconds)
            .SetTag("gateway.outcome", AttemptOutcomes.Word(outcome));
        if (result.Failure is { } failure)
        {
            span.SetTag("http.response.status_code", failure.ProviderStatus);
            span.SetTag("gateway.error.reason", failure.Reason is { } reason ? FailureText.Word(reason) : null);
            Failed(span, failure.Kind.ToString());
        }
    }

    /// <summary>The headers by which a provider continues the trace of the present attempt; null where there is none.</summary>
    internal static (string Parent, string? State)? Context(Activity? attempt) => attempt is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? (id, attempt.TraceStateString) : null;

    private static void Failed(Activity span, string type) => span.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error);
}
