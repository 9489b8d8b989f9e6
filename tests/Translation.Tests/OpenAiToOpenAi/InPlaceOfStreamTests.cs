using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Tests.OpenAiToOpenAi;

/// <summary>What comes with a status of success where a stream was asked for.</summary>
public class InPlaceOfStreamTests
{
    /// <summary>What came with a status of success in place of a stream, and what that is.</summary>
    public static TheoryData<string, FailureKind> NoStreams => new()
    {
        { "", FailureKind.Malformed },
        { "\uFEFF\r\n ", FailureKind.Malformed },
        { "<html>\n: no comment\n\ndata: no data\n\n", FailureKind.Malformed },
        { " \n<!doctype html>", FailureKind.Malformed },
        { "upstream connect error", FailureKind.Malformed },
        { "id: 7\nwords\n\n", FailureKind.Malformed },
        { "{\"choices\":[{\"message\":{}}]}", FailureKind.Malformed },
        { "{\"error\":", FailureKind.Malformed },
        { "\uFEFF{\"error\":{\"message\":\"x\",\n\n\"code\":429}}", FailureKind.RateLimited },
        { "[{\"error\":{\"message\":\"x\",\"type\":\"overloaded_error\"}}]", FailureKind.Overloaded },
        { "{\"detail\":\"model is loading\"}", FailureKind.ServerError },
        { "[\"words\"]", FailureKind.Malformed },
        { ": still there\n\n", FailureKind.Truncated },
        { "event: ping", FailureKind.Truncated },
        { "data: {\"id\":", FailureKind.Truncated },
    };

    [Theory]
    [MemberData(nameof(NoStreams))]
    public void What_stands_in_place_of_a_stream_is_told_from_one_that_broke_off(string body, FailureKind kind)
    {
        foreach (var piece in (int[])[int.MaxValue, 7, 1])
        {
            var passed = PassedThrough.Of(body, piece: piece);

            Assert.Equal((piece, (FailureKind?)kind, ""), (piece, passed.Stream.Failure?.Kind, passed.Text));
        }
    }

    [Fact]
    public void A_body_without_an_end_in_place_of_a_stream_is_given_up() =>
        Assert.Equal(FailureKind.Malformed, PassedThrough.Of("{" + new string(' ', 100_000), piece: 1_000).Stream.Failure?.Kind);
}
