using Orleans.Gateway.Portal.AdminApi;

namespace Orleans.Gateway.Portal.Tests.Values;

public class AdminPathTests
{
    [Theory]
    [InlineData("backends/a.b", true)]
    [InlineData("backends/...", true)]
    [InlineData("apis/llm/aliases/a%2F..%2Fb", true)]
    [InlineData("usage?subscription=..", true)]
    [InlineData("backends?q=/../", true)]
    [InlineData("backends/..", false)]
    [InlineData("apis/llm/aliases/../rollout", false)]
    [InlineData("apis/./aliases/gpt?reason=none", false)]
    public void A_path_stays_where_its_names_put_it(string path, bool stays) => Assert.Equal(stays, AdminPath.IsWhole(path));
}
