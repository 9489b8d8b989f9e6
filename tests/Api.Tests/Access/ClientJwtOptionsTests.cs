using Microsoft.Extensions.Configuration;
using Orleans.Gateway.Api.Access;

namespace Orleans.Gateway.Api.Tests.Access;

public sealed class ClientJwtOptionsTests
{
    /// <summary>Settings, and the beginning of each problem.</summary>
    public static TheoryData<string, string> Settings => new()
    {
        { "", "" },
        { "Authority=https://one.example Audience=a", "" },
        { "Authority=https://one.example", "Gateway:ClientJwt:Authority needs" },
        { "Audience=a", "Gateway:ClientJwt:Audience has no effect" },
        { "Authority=http://one.example Audience=a", "Gateway:ClientJwt:Authority must be" },
        { "Issuers:0:Authority=https://one.example Issuers:0:Audiences:0=a", "" },                                       // an only one, by its claims' own names
        { "Issuers:0:Authority=https://one.example", "Gateway:ClientJwt:Issuers:0:Audiences needs" },
        { "Issuers:0:Audiences:0=a", "Gateway:ClientJwt:Issuers:0:Authority must be" },
        { "Issuers:0:Authority=ftp://one Issuers:0:Audiences:0=a", "Gateway:ClientJwt:Issuers:0:Authority must be" },
        { "Authority=https://one.example Audience=a Issuers:0:Authority=https://two.example Issuers:0:Audiences:0=b", "Gateway:ClientJwt:Issuers:0:Claims is needed" },
        { "Authority=https://one.example Audience=a Issuers:0:Authority=https://two.example Issuers:0:Audiences:0=b Issuers:0:Claims:app=azp", "" },
        { "Authority=https://one.example Audience=a Issuers:0:Authority=https://two.example Issuers:0:Audiences:0=b Issuers:0:Claims:app=", "Gateway:ClientJwt:Issuers:0:Claims has" },
        { "Authority=https://one.example Audience=a Issuers:0:Authority=https://one.example/ Issuers:0:Audiences:0=b Issuers:0:Claims:app=azp", "Gateway:ClientJwt names the issuer" },
    };

    [Theory, MemberData(nameof(Settings))]
    public void Settings_are_refused_with_what_to_do(string settings, string problem)
    {
        var pairs = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], string? (pair) => pair[1]);
        var options = new ClientJwtOptions();
        new ConfigurationBuilder().AddInMemoryCollection(pairs).Build().Bind(options);

        var result = new ClientJwtOptionsRules().Validate(null, options);

        Assert.Equal(problem.Length == 0, result.Succeeded);
        Assert.All(result.Failures ?? [], failure => Assert.StartsWith(problem, failure, StringComparison.Ordinal));
    }
}
