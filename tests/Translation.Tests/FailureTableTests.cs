using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Tests;

public class FailureTableTests
{
    [Fact]
    public void Every_kind_has_a_row_with_an_error_status() =>
        Assert.All(Enum.GetValues<FailureKind>(), kind => Assert.InRange(FailureTable.Of(kind).Status, 400, 599));

    [Fact]
    public void A_credential_of_the_gateway_is_never_the_clients_401() =>
        Assert.All([FailureKind.Unauthorized, FailureKind.Forbidden], kind => Assert.Equal(502, FailureTable.Of(kind).Status));
}
