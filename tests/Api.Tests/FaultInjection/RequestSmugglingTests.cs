using System.Globalization;
using System.Text;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>
/// Requests of which two servers in a row could see different ends. Each is followed by a second request that the first one, read rightly, either
/// contains or forbids (<c>Connection: close</c>): whoever answers it has been led on.
/// </summary>
public sealed class RequestSmugglingTests(FaultsFixture fixture) : FaultTests(fixture)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>
    /// In place of a mark: <c>LEN</c> the length of the body, <c>HEX</c> the same in hexadecimal, <c>BODY</c> the body, <c>ALL</c> the length of the body
    /// and of all that follows. The second part is what stands behind the headers.
    /// </summary>
    private static readonly (string Name, string Headers, string Behind)[] Vectors =
    [
        ("length and chunks", "Content-Length: ALL\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        ("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: ALL\r\n", "0\r\n\r\n"),
        ("chunks and a short length", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "HEX\r\nBODY\r\n0\r\n\r\n"),
        ("unknown coding", "Content-Length: LEN\r\nTransfer-Encoding: xchunked\r\n", "BODY"),
        ("chunked is not last", "Transfer-Encoding: chunked, identity\r\n", "HEX\r\nBODY\r\n0\r\n\r\n"),
        ("two codings", "Transfer-Encoding: identity, chunked\r\nContent-Length: LEN\r\n", "BODY"),
        ("gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n", "HEX\r\nBODY\r\n0\r\n\r\n"),
        ("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        ("chunked and identity apart", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
        ("coding with a blank before the colon", "Content-Length: LEN\r\nTransfer-Encoding : chunked\r\n", "BODY"),
        ("coding with a vertical tab", "Content-Length: LEN\r\nTransfer-Encoding:\vchunked\r\n", "BODY"),
        ("coding with a nul", "Content-Length: LEN\r\nTransfer-Encoding: chunked\0\r\n", "BODY"),
        ("coding in quotes", "Content-Length: LEN\r\nTransfer-Encoding: \"chunked\"\r\n", "BODY"),
        ("coding on a folded line", "Content-Length: LEN\r\nTransfer-Encoding:\r\n chunked\r\n", "BODY"),
        ("coding behind a folded line", "Content-Length: LEN\r\nX: a\r\n\tTransfer-Encoding: chunked\r\n", "BODY"),
        ("coding behind a bare line feed", "Content-Length: LEN\r\nX: a\nTransfer-Encoding: chunked\r\n", "BODY"),
        ("coding behind a bare carriage return", "Content-Length: LEN\r\nX: a\rTransfer-Encoding: chunked\r\n", "BODY"),
        ("coding with underscores", "Content-Length: LEN\r\nTransfer_Encoding: chunked\r\n", "BODY"),
        ("name with a line feed", "Content-Length: LEN\r\nTransfer\n-Encoding: chunked\r\n", "BODY"),
        ("name with a nul", "Content-Length\0: LEN\r\n", "BODY"),
        ("name with a letter of another script", "Content-Length: LEN\r\nTransfer-Encodıng: chunked\r\n", "BODY"),
        ("name that is empty", "Content-Length: LEN\r\n: chunked\r\n", "BODY"),
        ("line without a colon", "Content-Length: LEN\r\nTransfer-Encoding chunked\r\n", "BODY"),
        ("blank before the first header", " Content-Length: LEN\r\n", "BODY"),
        ("two lengths that differ", "Content-Length: LEN\r\nContent-Length: 4\r\n", "BODY"),
        ("two lengths that agree", "Content-Length: LEN\r\nContent-Length: LEN\r\n", "BODY"),
        ("list of lengths", "Content-Length: LEN, LEN\r\n", "BODY"),
        ("length with a plus", "Content-Length: +LEN\r\n", "BODY"),
        ("length with a minus", "Content-Length: -LEN\r\n", "BODY"),
        ("length in hexadecimal", "Content-Length: 0xHEX\r\n", "BODY"),
        ("length with an exponent", "Content-Length: LENe0\r\n", "BODY"),
        ("length with a fraction", "Content-Length: LEN.0\r\n", "BODY"),
        ("length that overflows", "Content-Length: 18446744073709551676\r\n", "BODY"),
        ("length that is empty", "Content-Length: \r\n", "BODY"),
        ("length with a nul", "Content-Length: LEN\0\r\n", "BODY"),
        ("no length", "", "BODY"),
        ("chunk line that ends with a line feed", "Transfer-Encoding: chunked\r\n", "HEX\nBODY\r\n0\r\n\r\n"),
        ("chunk line that ends with a carriage return", "Transfer-Encoding: chunked\r\n", "HEX\rBODY\r\n0\r\n\r\n"),
        ("extension with a line feed", "Transfer-Encoding: chunked\r\n", "HEX;a\nb\r\nBODY\r\n0\r\n\r\n"),
        ("extension that ends with a line feed", "Transfer-Encoding: chunked\r\n", "HEX;a\nBODY\r\n0\r\n\r\n"),
        ("extension with a carriage return", "Transfer-Encoding: chunked\r\n", "HEX;a\rb\r\nBODY\r\n0\r\n\r\n"),
        ("chunk size with a prefix", "Transfer-Encoding: chunked\r\n", "0xHEX\r\nBODY\r\n0\r\n\r\n"),
        ("chunk size with a minus", "Transfer-Encoding: chunked\r\n", "-HEX\r\nBODY\r\n0\r\n\r\n"),
        ("chunk size with blanks before", "Transfer-Encoding: chunked\r\n", " HEX\r\nBODY\r\n0\r\n\r\n"),
        ("chunk size that overflows", "Transfer-Encoding: chunked\r\n", "100000000000000HEX\r\nBODY\r\n0\r\n\r\n"),
        ("chunk longer than its size", "Transfer-Encoding: chunked\r\n", "HEX\r\nBODYxx\r\n0\r\n\r\n"),
        ("chunk without its line end", "Transfer-Encoding: chunked\r\n", "HEX\r\nBODY0\r\n\r\n"),
        ("last chunk with a line feed", "Transfer-Encoding: chunked\r\n", "HEX\r\nBODY\r\n0\n\n"),
        ("trailer with a length", "Transfer-Encoding: chunked\r\n", "HEX\r\nBODY\r\n0\r\nContent-Length: 4\r\nX: y\r\n\r\n"),
        ("trailer with a line feed", "Transfer-Encoding: chunked\r\n", "HEX\r\nBODY\r\n0\r\nX: y\n\r\n\r\n"),
        ("two hosts", "Host: other\r\nContent-Length: LEN\r\n", "BODY"),
        ("header that names a header", "Connection: content-length\r\nContent-Length: LEN\r\n", "BODY"),
        ("upgrade to HTTP/2", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nContent-Length: LEN\r\n", "BODY"),
        ("expectation", "Expect: 100-continue\r\nContent-Length: LEN\r\n", "BODY"),
        ("expectation that nobody meets", "Expect: 200-ok\r\nContent-Length: LEN\r\n", "BODY"),
    ];

    /// <summary>
    /// The ones that HTTP/1.1 allows, or that Kestrel reads in the one way that is left (chunks win over a length; a plus; a line feed in a trailer) and
    /// closes behind: they may be answered, once.
    /// </summary>
    private static readonly HashSet<string> Harmless =
    [
        "chunks and a short length", "gzip, chunked", "length with a plus", "trailer with a line feed", "trailer with a length", "expectation", "expectation that nobody meets", "header that names a header", "upgrade to HTTP/2", "coding with underscores",
    ];

    [Fact]
    public async Task No_request_hides_another_and_what_is_ambiguous_is_refused()
    {
        var findings = await Task.WhenAll(Vectors.Select((vector, number) => TryAsync(vector.Name, vector.Headers, vector.Behind, number)));

        Assert.Empty(findings.OfType<string>());
    }

    [Theory]
    [InlineData("POST PATH HTTP/1.1\nHost: gateway\n\n")]
    [InlineData("POST  PATH HTTP/1.1\r\nHost: gateway\r\n\r\n")]
    [InlineData("POST\tPATH\tHTTP/1.1\r\nHost: gateway\r\n\r\n")]
    [InlineData("POST PATH HTTP/1.1 \r\nHost: gateway\r\n\r\n")]
    [InlineData("POST PATH http/1.1\r\nHost: gateway\r\n\r\n")]
    [InlineData("POST PATH HTTP/2.0\r\nHost: gateway\r\n\r\n")]
    [InlineData("POST PATH HTTP/1.11\r\nHost: gateway\r\n\r\n")]
    [InlineData("POST PATH\r\n\r\n")]
    [InlineData("POST PATH HTTP/1.1\r\n\r\n")]
    [InlineData("POST PATH HTTP/1.1\r\nHost: a b\r\n\r\n")]
    [InlineData("P\0ST PATH HTTP/1.1\r\nHost: gateway\r\n\r\n")]
    [InlineData("POST PATH\0 HTTP/1.1\r\nHost: gateway\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task A_request_line_has_one_form(string request)
    {
        var seen = await RawCalls.ExchangeAsync(
            new Uri(Fixture.Gateway.Url), Encoding.Latin1.GetBytes(request.Replace("PATH", ChatCalls.Path, StringComparison.Ordinal)), Silence, Cancellation);

        Assert.All(RawCalls.StatusesOf(seen), status => Assert.InRange(status, 400, 505));
        Assert.InRange(RawCalls.StatusesOf(seen).Count, 0, 1);
    }

    /// <returns>What is wrong; null for nothing.</returns>
    private async Task<string?> TryAsync(string name, string headers, string rest, int number)
    {
        var (front, hidden) = (Fixture.Mark(), string.Create(CultureInfo.InvariantCulture, $"smuggled {number:D3}"));
        var body = Saying(front);
        var second = $"POST {ChatCalls.Path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Documents.Key}\r\nContent-Type: application/json\r\nContent-Length: {Saying(hidden).Length}\r\n\r\n{Saying(hidden)}";
        var filled = Fill(rest, body, 0);
        var request = $"POST {ChatCalls.Path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Documents.Key}\r\nContent-Type: application/json\r\n"
            + Fill(headers, body, filled.Length + second.Length) + (headers.Contains("Connection:", StringComparison.Ordinal) ? "" : "Connection: close\r\n") + "\r\n" + filled;
        var followed = !headers.Contains("Connection:", StringComparison.Ordinal);

        var seen = await RawCalls.ExchangeAsync(new Uri(Fixture.Gateway.Url), Encoding.UTF8.GetBytes(request + (followed ? second : "")), Silence, Cancellation);

        var statuses = RawCalls.StatusesOf(seen);
        var calls = Fixture.AttemptsWith(front).Count;
        return Fixture.AttemptsWith(hidden).Any(entry => entry.Request.Json.ValueKind is System.Text.Json.JsonValueKind.Object && !entry.Request.Holds(front)) ? $"{name}: the second request reached the provider"
            : statuses.Count > 1 ? $"{name}: {statuses.Count} responses"
            : statuses is [200] && !Harmless.Contains(name) ? $"{name}: answered"
            : statuses.Count > 0 && calls != (statuses is [200] ? 1 : 0) ? $"{name}: {calls} calls at the provider, and {string.Join(' ', statuses)} for the client"
            : null;
    }

    private static string Fill(string text, string body, int all) => text
        .Replace("LEN", body.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("HEX", body.Length.ToString("x", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("ALL", all.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("BODY", body, StringComparison.Ordinal);

    private static string Saying(string text) => $$"""{"model":"gpt-good","messages":[{"role":"user","content":"{{text}}"}]}""";
}
