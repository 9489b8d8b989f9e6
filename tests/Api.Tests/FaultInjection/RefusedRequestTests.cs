using Orleans.Gateway.FakeProvider.Behaviours;

namespace Orleans.Gateway.Api.Tests.FaultInjection;

public sealed class RefusedRequestTests(FaultsFixture fixture) : FaultTests(fixture)
{
    [Theory, MemberData(nameof(FaultsFixture.Ways), MemberType = typeof(FaultsFixture))]
    public async Task A_request_that_is_wrong_is_wrong_everywhere(string family, bool stream)
    {
        foreach (var (status, told) in new[] { (400, 400), (413, 413), (422, 400) })
        {
            await IsTriedOnceAsync(Fixture.Fresh(family), Faults.Status(status, Telltale, headers: TelltaleHeaders), stream, told);
        }
    }

    [Theory, MemberData(nameof(FaultsFixture.Ways), MemberType = typeof(FaultsFixture))]
    public async Task A_credential_that_is_wrong_is_ours_and_never_the_clients(string family, bool stream)
    {
        foreach (var (status, code) in new[] { (401, "upstream_auth_error"), (403, "upstream_permission") })
        {
            var fault = Faults.Status(status, Telltale, headers: TelltaleHeaders);
            await IsToldAsync(Fixture.Fresh(family), fault, stream, 502, code);
            await IsPassedOverAsync(Fixture.Fresh(family), fault, stream);
        }
    }

    [Theory, MemberData(nameof(FaultsFixture.Ways), MemberType = typeof(FaultsFixture))]
    public async Task What_one_provider_does_not_know_another_may(string family, bool stream)
    {
        var model = Faults.Status(404, family == "gpt" ? "The model `gpt-4o` does not exist" : "model: claude-sonnet-4-5", "model_not_found", headers: TelltaleHeaders);
        await IsPassedOverAsync(Fixture.Fresh(family), model, stream);
        await IsToldAsync(Fixture.Fresh(family), model, stream, 404, "model_not_found");
        await IsToldAsync(Fixture.Fresh(family), Faults.HtmlPage(404), stream, 502, "upstream_not_found");
    }
}
