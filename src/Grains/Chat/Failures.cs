using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Orleans.Gateway.Contracts.Errors;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Chat.Delivery;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>What went wrong on the way to a provider, and what a client is told in the end.</summary>
internal static class Failures
{
    /// <summary>How much of a name that the client made up it gets back, in characters.</summary>
    private const int MaxShown = 100;

    /// <summary>What a client is told to wait for, where the provider has no room and does not say for how long.</summary>
    private static readonly TimeSpan UntoldPause = TimeSpan.FromSeconds(2);

    public static readonly ProviderFailure AnswerTooLarge = new(
        FailureKind.Malformed, "The model's provider sent an answer that is larger than this gateway allows.");

    public static readonly ProviderFailure NoCredential = new(
        FailureKind.Unauthorized,
        "The gateway has no credential for the model provider at the moment. Your own key is not at fault; an operator of the gateway has to look at it.");

    /// <summary>An exception of the connection as a failure. Its own text names hosts and addresses, and stays here.</summary>
    /// <param name="expired">Whether one of the backend's own time limits ran out.</param>
    public static ProviderFailure Of(Exception error, bool expired) => error switch
    {
        _ when expired => FailureText.Failure(FailureKind.TimedOut),
        // So the handler says that connecting took too long.
        OperationCanceledException { InnerException: TimeoutException } => FailureText.Failure(FailureKind.TimedOut),
        IOException => FailureText.Failure(FailureKind.Truncated),
        _ => FailureText.Failure(FailureKind.Unreachable) with { Reason = ReasonOf(error) },
    };

    /// <summary>By the outermost of the causes that says something.</summary>
    private static UnreachableReason? ReasonOf(Exception? error) => error switch
    {
        null => null,
        ForbiddenAddressException => UnreachableReason.Forbidden,
        AuthenticationException or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => UnreachableReason.Tls,
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => UnreachableReason.Refused,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery }
            or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => UnreachableReason.Dns,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown }
            or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }
            or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => UnreachableReason.Reset,
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => UnreachableReason.Proxy,
        _ => ReasonOf(error.InnerException),
    };

    /// <summary>What an operator reads of a failure: where no connection came about, why.</summary>
    public static string ForOperator(ProviderFailure failure) => failure.Reason is { } reason ? FailureText.Of(reason) : failure.Message;

    /// <summary>The error for a client whose call has no more targets to go to.</summary>
    public static GatewayError Owed(ProviderFailure failure)
    {
        var row = FailureTable.Of(failure.Kind);
        return new GatewayError(row.Status, failure.Message, failure.Type ?? row.Type)
        {
            Code = failure.Code ?? row.Code,
            Param = failure.Param,
            // Clients that are told to come back and not when come back together.
            RetryAfter = failure.RetryAfter ?? (row.Status is 429 or 503 ? UntoldPause : null),
            Headers = failure.ProviderRequestId is { } id ? [new(ReplyHeaders.ProviderRequest, id)] : [],
        };
    }

    /// <summary>Which of several failed attempts the client hears of: when all are rate limits, the one that ends first; else the last.</summary>
    public static ProviderFailure Last(IReadOnlyList<ProviderFailure> failures) =>
        failures.All(failure => failure.Kind is FailureKind.RateLimited)
            ? failures.MinBy(failure => failure.RetryAfter ?? TimeSpan.MaxValue)!
            : failures[^1];

    public static GatewayError Owed(RequestRejectedException rejected) =>
        new(rejected.Status, rejected.Message, "invalid_request_error") { Param = rejected.Param, Code = rejected.Code };

    public static GatewayError ModelMissing => new((int)HttpStatusCode.BadRequest, "you must provide a model parameter", "invalid_request_error")
    {
        Param = "model",
        Code = "missing_required_parameter",
    };

    /// <summary>The same for an alias that does not exist and for one that the key may not use: a name is not to be found out by guessing.</summary>
    public static GatewayError ModelUnknown(string model) => new(
        (int)HttpStatusCode.NotFound,
        $"The model '{Shown(model)}' does not exist or you do not have access to it.",
        "invalid_request_error")
    {
        Param = "model",
        Code = "model_not_found",
    };

    // A cut never leaves half of a surrogate pair behind: that is no text.
    private static string Shown(string model) =>
        model.Length <= MaxShown ? model : model[..(char.IsHighSurrogate(model[MaxShown - 1]) ? MaxShown - 1 : MaxShown)] + "…";

    public static GatewayError NotConfigured => new(
        (int)HttpStatusCode.ServiceUnavailable, "The gateway is starting: its configuration is not loaded yet. Try again in a moment.", "api_error")
    {
        Code = "not_ready",
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    /// <summary>What this node knows is older than its settings allow anything to be served by.</summary>
    public static readonly GatewayError StaleConfiguration = new(
        (int)HttpStatusCode.ServiceUnavailable, "This node of the gateway cannot tell whether its configuration is still in force. Try again later.", "api_error")
    {
        Code = "stale_configuration",
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>None of the alias' backends can be used, for example because its credential cannot be opened; the log says why.</summary>
    public static GatewayError NoTarget => new(
        (int)HttpStatusCode.ServiceUnavailable, "No backend of this model can be used at the moment. An operator of the gateway has to look at it.", "api_error")
    {
        Code = "no_backend_available",
    };

    /// <summary>Nobody was asked, since every gate is closed to calls.</summary>
    /// <param name="reopensIn">Until the first target may be tried; null: that is being found out right now.</param>
    /// <param name="isRateLimit">All of them only want to be left alone for a while.</param>
    public static GatewayError AllClosed(TimeSpan? reopensIn, bool isRateLimit) => isRateLimit
        ? Owed(FailureText.Failure(FailureKind.RateLimited) with { RetryAfter = reopensIn })
        : new GatewayError((int)HttpStatusCode.ServiceUnavailable, "No backend of this model is available at the moment. Try again later.", "api_error")
        {
            Code = "no_backend_available",
            RetryAfter = reopensIn ?? TimeSpan.FromSeconds(1),
        };

    /// <summary>What the client of a call reads that an operator has ended.</summary>
    public static readonly GatewayError Ended = new(
        (int)HttpStatusCode.ServiceUnavailable, "This call was ended by an operator of the gateway.", "api_error")
    {
        Code = "call_ended",
    };

    public static readonly GatewayError AccessEnded = new(
        (int)HttpStatusCode.Forbidden, "This call was ended, since its API key or its subscription was taken out of service. Ask the gateway's operator.", "invalid_request_error")
    {
        Code = "call_ended",
    };

    public static readonly GatewayError ShuttingDown = new(
        (int)HttpStatusCode.ServiceUnavailable, "The gateway is shutting down. Send the request again.", "api_error")
    {
        Code = "shutting_down",
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static GatewayError Internal => new(
        (int)HttpStatusCode.InternalServerError, "The gateway failed. Its log has the reason under this request's id.", "api_error")
    {
        Code = "internal_error",
    };
}
