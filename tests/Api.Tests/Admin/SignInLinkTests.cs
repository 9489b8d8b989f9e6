using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Api.Admin.Sessions;

namespace Orleans.Gateway.Api.Tests.Admin;

public sealed class SignInLinkTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void It_opens_once()
    {
        var link = new SignInLink(_time);
        var token = link.Make();

        Assert.False(link.Redeem("gwl-guessed"));
        Assert.True(link.Redeem(token));
        Assert.False(link.Redeem(token));
    }

    [Fact]
    public void It_opens_nothing_after_a_quarter_of_an_hour()
    {
        var link = new SignInLink(_time);
        var token = link.Make();
        _time.Advance(SignInLink.Life);

        Assert.False(link.Redeem(token));
    }

    [Fact]
    public void A_new_one_takes_the_place_of_the_one_before()
    {
        var link = new SignInLink(_time);
        var (first, second) = (link.Make(), link.Make());

        Assert.False(link.Redeem(first));
        Assert.True(link.Redeem(second));
    }
}
