using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

public sealed class ServerErrorTests(FaultsFixture fixture) : FaultTests(fixture)
{
    public static TheoryData<string, int, int> Statuses
    {
        get
        {
            var data = new TheoryData<string, int, int>();
            foreach (var family in (string[])["gpt", "claude"])
            {
                data.Add(family, 500, 502);
                data.Add(family, 502, 502);
                data.Add(family, 503, 502);
                data.Add(family, 504, 504);
                data.Add(family, 520, 502);
                data.Add(family, 529, 503);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Statuses))]
    public async Task A_server_error_goes_to_the_next_target_and_keeps_its_kind_when_there_is_none(string family, int status, int told)
    {
        foreach (var stream in (bool[])[false, true])
        {
            var fault = Faults.Status(status, Telltale, headers: TelltaleHeaders);
            var error = await IsToldAsync(Fixture.Fresh(family), fault, stream, told, "upstream_error", "upstream_timeout", "overloaded");
            Assert.DoesNotContain("resource", error.Message, StringComparison.Ordinal);
            await IsPassedOverAsync(Fixture.Fresh(family), fault, stream);
        }
    }
}
