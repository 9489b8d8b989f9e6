using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Orleans.Gateway.Grains.Backends;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Grains.Tests.Chat;

public class FailuresTests
{
    private const string Private = "sk-secret at https://private.example:8443 (10.1.2.3)";

    public static TheoryData<Exception, bool, FailureKind> Exceptions => new()
    {
        { new HttpRequestException(HttpRequestError.NameResolutionError, Private), false, FailureKind.Unreachable },
        { new HttpRequestException(HttpRequestError.ConnectionError, Private, new SocketException(111)), false, FailureKind.Unreachable },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, Private, new AuthenticationException(Private)), false, FailureKind.Unreachable },
        { new HttpRequestException(HttpRequestError.ResponseEnded, Private, new HttpIOException(HttpRequestError.ResponseEnded, Private)), false, FailureKind.Unreachable },
        { new OperationCanceledException(Private, new TimeoutException(Private)), false, FailureKind.TimedOut }, // connecting took too long
        { new OperationCanceledException(Private), false, FailureKind.Unreachable },
        { new ObjectDisposedException(Private), false, FailureKind.Unreachable },
        { new IOException(Private), false, FailureKind.Truncated },
        { new HttpIOException(HttpRequestError.ResponseEnded, Private), false, FailureKind.Truncated },
        { new OperationCanceledException(Private), true, FailureKind.TimedOut },
        { new IOException(Private), true, FailureKind.TimedOut },
        { new HttpRequestException(Private), true, FailureKind.TimedOut },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void An_exception_of_the_connection_is_a_failure_and_its_text_stays_here(Exception error, bool expired, FailureKind kind)
    {
        var failure = Failures.Of(error, expired);
        var owed = Failures.Owed(failure);

        Assert.Equal(kind, failure.Kind);
        foreach (var word in (string[])["secret", "private.example", "8443", "10.1.2.3"])
        {
            Assert.DoesNotContain(word, failure.ToString() + owed, StringComparison.Ordinal);
        }
    }

    public static TheoryData<Exception, UnreachableReason?> Reasons => new()
    {
        { new HttpRequestException(HttpRequestError.NameResolutionError, Private), UnreachableReason.Dns },
        { Connecting(new SocketException((int)SocketError.HostNotFound)), UnreachableReason.Dns },
        { Connecting(new SocketException((int)SocketError.TryAgain)), UnreachableReason.Dns },
        { Connecting(new SocketException((int)SocketError.ConnectionRefused)), UnreachableReason.Refused },
        { Connecting(new ForbiddenAddressException()), UnreachableReason.Forbidden },
        { Connecting(new SocketException((int)SocketError.NetworkUnreachable)), null },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, Private, new IOException(Private, new SocketException((int)SocketError.ConnectionReset))), UnreachableReason.Tls },
        { new HttpRequestException(HttpRequestError.ProxyTunnelError, Private), UnreachableReason.Proxy },
        { new HttpRequestException(HttpRequestError.ResponseEnded, Private, new HttpIOException(HttpRequestError.ResponseEnded, Private)), UnreachableReason.Reset },
        { new HttpRequestException(Private, new IOException(Private, new SocketException((int)SocketError.ConnectionReset))), UnreachableReason.Reset },
        { new ObjectDisposedException(Private), null },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Why_nobody_was_reached_is_for_the_operator(Exception error, UnreachableReason? reason)
    {
        var failure = Failures.Of(error, expired: false);

        Assert.Equal((FailureKind.Unreachable, reason), (failure.Kind, failure.Reason));
        Assert.Equal(FailureText.Of(FailureKind.Unreachable), Failures.Owed(failure).Message);
        Assert.Equal(reason is { } known ? FailureText.Of(known) : failure.Message, Failures.ForOperator(failure));
    }

    [Fact]
    public void Every_reason_has_a_word_and_a_sentence() => Assert.All(Enum.GetValues<UnreachableReason>(), reason =>
    {
        Assert.Matches("^[a-z]+$", FailureText.Word(reason));
        Assert.EndsWith(".", FailureText.Of(reason), StringComparison.Ordinal);
    });

    private static HttpRequestException Connecting(Exception cause) => new(HttpRequestError.ConnectionError, Private, cause);

    [Fact]
    public void An_error_has_the_providers_id_of_the_call() => Assert.Equal(
        [new("x-gateway-upstream-request-id", "req_1")],
        Failures.Owed(FailureText.Failure(FailureKind.ServerError) with { ProviderRequestId = "req_1" }).Headers);

    [Fact]
    public void Every_kind_has_an_error_for_the_client() => Assert.All(Enum.GetValues<FailureKind>(), kind =>
    {
        var owed = Failures.Owed(FailureText.Failure(kind));
        var row = FailureTable.Of(kind);

        Assert.Equal((row.Status, row.Type, row.Code, FailureText.Of(kind)), (owed.Status, owed.Type, owed.Code, owed.Message));
        Assert.InRange(owed.Status, 400, 599);
    });

    [Fact]
    public void What_the_provider_said_of_type_code_field_and_wait_goes_before_the_table()
    {
        var owed = Failures.Owed(new ProviderFailure(FailureKind.RateLimited, "m") { Type = "t", Code = "c", Param = "p", RetryAfter = TimeSpan.FromSeconds(3) });

        Assert.Equal((429, "m", "t", "c", "p", TimeSpan.FromSeconds(3)), (owed.Status, owed.Message, owed.Type, owed.Code, owed.Param, owed.RetryAfter));
    }

    [Theory]
    [InlineData(FailureKind.RateLimited, 2)]
    [InlineData(FailureKind.Overloaded, 2)]
    [InlineData(FailureKind.ServerError, null)]
    [InlineData(FailureKind.Rejected, null)]
    public void A_client_that_is_told_to_come_back_is_told_when(FailureKind kind, int? seconds) =>
        Assert.Equal(seconds, Failures.Owed(FailureText.Failure(kind)).RetryAfter?.TotalSeconds);

    [Fact]
    public void Raw_words_of_a_provider_are_not_in_what_a_client_gets() =>
        Assert.DoesNotContain("secret", Failures.Owed(new ProviderFailure(FailureKind.Rejected, "m") { RawMessage = Private }).ToString(), StringComparison.Ordinal);

    /// <summary>Attempts as kind and seconds to wait; which of them the client hears of.</summary>
    public static TheoryData<string, int> Attempts => new()
    {
        { "ServerError", 0 },
        { "ServerError, TimedOut", 1 },
        { "RateLimited 9, ServerError", 1 },
        { "ServerError, RateLimited 9", 1 },
        { "RateLimited 9, RateLimited 3, RateLimited 5", 1 },
        { "RateLimited, RateLimited 60", 1 },  // a known end beats an unknown one
        { "RateLimited, RateLimited", 0 },
        { "RateLimited 3, RateLimited 3", 0 },
    };

    [Theory]
    [MemberData(nameof(Attempts))]
    public void The_client_hears_of_the_last_failure_or_of_the_rate_limit_that_ends_first(string attempts, int expected)
    {
        var failures = attempts.Split(", ").Select(attempt => attempt.Split(' ')).Select(words => new ProviderFailure(Enum.Parse<FailureKind>(words[0]), "")
        {
            RetryAfter = words.Length > 1 ? TimeSpan.FromSeconds(int.Parse(words[1], null)) : null,
        }).ToArray();

        Assert.Same(failures[expected], Failures.Last(failures));
    }

    [Fact]
    public void A_rejected_request_keeps_its_field_code_and_status()
    {
        var owed = Failures.Owed(new RequestRejectedException("no", "messages[0]", "unsupported_value") { Status = 413 });

        Assert.Equal((413, "no", "invalid_request_error", "messages[0]", "unsupported_value"), (owed.Status, owed.Message, owed.Type, owed.Param, owed.Code));
    }

    [Theory]
    [InlineData("gpt", "gpt")]
    [InlineData("", "")]
    public void A_model_that_is_not_there_is_named(string model, string shown) =>
        Assert.Contains($"'{shown}'", Failures.ModelUnknown(model).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(5_000)]
    public void A_long_name_of_a_model_is_cut_and_stays_text(int letters)
    {
        var message = Failures.ModelUnknown(new string('m', letters) + "😀😀").Message;

        Assert.InRange(message.Length, 100, 200);
        var body = new ArrayBufferWriter<byte>();
        ErrorObject.Write(body, message, "t", null, null);
        using var json = JsonDocument.Parse(body.WrittenMemory);
        Assert.DoesNotContain("\uFFFD", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message)), StringComparison.Ordinal);
    }
}
