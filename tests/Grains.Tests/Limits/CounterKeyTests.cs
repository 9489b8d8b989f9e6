using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Grains.Limits.Plans;

namespace Orleans.Gateway.Grains.Tests.Limits;

public class CounterKeyTests
{
    [Theory]
    [InlineData("subscription", "p/subscription=team")]
    [InlineData("product", "p/product=starter")]
    [InlineData("alias", "p/alias=llm/meta/llama:free")]
    [InlineData("ip", "p/ip=::1")]
    [InlineData("header:X-Team", "p/header:X-Team=blue")]
    [InlineData("header:x-odd", "p/header:x-odd=#1cb2a41ab64d65aae282953bc55f87cd")]
    [InlineData("header:x-none", "p/header:x-none=")]
    [InlineData("claim:tid", "p/claim:tid=t-1")]
    [InlineData("claim:TID", "p/claim:TID=")]
    [InlineData("subscription+claim:groups", "p/subscription=team+claim:groups=#1eb7c54d52831bbfe8942af0b1c56b74")]
    [InlineData("alias+ip", "p/alias=llm/meta/llama:free+ip=::1")]
    public void A_counter_is_named_by_what_it_is_about(string key, string name)
    {
        var call = new ChatCall
        {
            Api = "llm",
            Subscription = "team",
            RequestId = "r",
            Body = default,
            ClientAddress = "::1",
            CountedHeaders = [new("x-team", "blue"), new("x-odd", "a b/+=")],
            CountedClaims = [new("tid", "t-1"), new("groups", "a,b")],
        };

        Assert.Equal(name, CounterKey.Of(key).Name("p/", new LimitedCaller(call, "meta/llama:free", "starter")));
    }
}
