using Orleans.Gateway.Api.Tests.Admin;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

/// <summary>Where no connection comes about.</summary>
public sealed class UnreachableTests(FaultsFixture fixture) : FaultTests(fixture)
{
    public static TheoryData<string> DeadEnds => ["refused", "nameless", "blackhole", "deaf"];

    [Theory, MemberData(nameof(DeadEnds))]
    public async Task A_backend_that_cannot_be_reached_is_passed_over_within_its_connect_timeout(string end)
    {
        foreach (var family in (string[])["gpt", "claude"])
        {
            var mark = Fixture.Mark();
            var started = TimeProvider.System.GetTimestamp();
            using var served = await Fixture.Http.SayAsync($"{family}-{end}-then-good", mark, Cancellation, stream: true);
            Assert.Equal($"You said: {mark}", await TextAsync(served, stream: true));
            Assert.Single(Fixture.AttemptsWith(mark));

            using var failed = await Fixture.Http.SayAsync($"{family}-{end}", mark, Cancellation);
            var error = await ApiError.OfAsync(failed, end == "blackhole" ? 504 : 502, Cancellation);
            Assert.Equal(end == "blackhole" ? "upstream_timeout" : "upstream_unreachable", error.Code);

            // Twice 0.4 s, and much room for a busy machine; the operating system itself would wait for minutes.
            Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
            Fixture.AssertLogIsClean();
        }
    }

    /// <summary>The backend, why it cannot be reached, and what an operator reads who tries.</summary>
    public static TheoryData<string, string, string> Reasons => new()
    {
        { "gpt-refused", "refused", "Nothing listens at the backend's address: the connection was refused." },
        { "gpt-nameless", "dns", "The name of the backend's host was not found." },
        { "claude-deaf", "tls", "No secure connection came about: the certificate of the backend's host does not hold, or it does not speak TLS." },
        { "gpt-deaf", "reset", "The backend's host ended the connection before an answer began." },
    };

    [Theory, MemberData(nameof(Reasons))]
    public async Task Operators_are_told_why_and_clients_are_not(string backend, string reason, string words)
    {
        using var failed = await Fixture.Http.SayAsync(backend, "hello", Cancellation);
        var error = await ApiError.OfAsync(failed, 502, Cancellation);
        Assert.Equal("The model provider could not be reached.", error.Message);

        var id = Assert.Single(failed.Headers.GetValues("x-request-id"));
        Assert.Contains(Fixture.Gateway.Log.All, line => line.Contains(id, StringComparison.Ordinal) && line.Contains($"failed: Unreachable ({reason}), ", StringComparison.Ordinal));
        var metrics = await Fixture.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.Matches($$"""gateway_attempts_total\{(?=[^}]*error_type="Unreachable")(?=[^}]*gateway_backend="{{backend}}")[^}]*gateway_error_reason="{{reason}}"[^}]*\} """, metrics);
        var tested = await Fixture.Http.AdminAsync("POST", $"backends/{backend}/test", Cancellation).DoneAsync(Cancellation);
        Assert.Equal(words, tested.GetProperty("problem").GetString());
        Fixture.AssertLogIsClean();
    }
}
