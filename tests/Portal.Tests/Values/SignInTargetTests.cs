using Orleans.Gateway.Portal.SignIn;

namespace Orleans.Gateway.Portal.Tests.Values;

public class SignInTargetTests
{
    [Theory]
    [InlineData("backends")]
    [InlineData("backends?q=echo")]
    [InlineData("apis/llm/alias?name=a%20b%2Fc")]
    [InlineData("usage#table")]
    [InlineData("?q=x//y")]
    public void Pages_of_the_portal_are_gone_on_to(string wanted) => Assert.Equal(wanted, SignInEndpoints.Target(wanted));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("https://x/admin/backends")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\\evil.example")]
    [InlineData(" /\\evil.example/x")]
    [InlineData(" //evil.example/")]
    [InlineData("\t//evil.example/")]
    [InlineData("\n//evil.example/")]
    [InlineData("\u0001//evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("a\\..\\..\\..\\x")]
    [InlineData("'//evil.example/'")] // A refresh takes what is between its quotes.
    [InlineData("\"//evil.example/\"")]
    [InlineData("../v1/models")]
    [InlineData("%2e%2e/v1/models")]
    [InlineData("sign-in?out=1")]
    [InlineData("./sign-in?out=1")]
    [InlineData("backends/../Sign-In?out=1")]
    public void Everything_else_leads_to_the_overview(string? wanted) => Assert.Equal("./", SignInEndpoints.Target(wanted));
}
