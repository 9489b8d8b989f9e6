using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Api.Admin.Pages;
using Orleans.Gateway.Api.Admin.Sessions;
using Orleans.Gateway.Portal.Tests.Host;

namespace Orleans.Gateway.Portal.Tests.SignIn;

/// <summary>What the portal says of people to the admin API, and nobody else can.</summary>
public sealed class PersonTicketsTests
{
    [Fact]
    public async Task Only_what_a_node_has_said_in_the_last_half_minute_counts()
    {
        await using var gateway = await PortalGateway.StartAsync(null, Patience.Token);
        await using var stranger = await PortalGateway.StartAsync(null, Patience.Token);
        var time = new FakeTimeProvider();
        var tickets = new PersonTickets(gateway.Services.GetRequiredService<PortalSecret>(), time);
        var ticket = tickets.Make("oidc:Ada of the gateway", "operator");

        Assert.Equal(("oidc:Ada of the gateway", "operator"), tickets.Open(ticket));
        Assert.Equal(("oidc:nobody", ""), tickets.Open(tickets.Make("oidc:nobody", null)));
        Assert.Null(new PersonTickets(stranger.Services.GetRequiredService<PortalSecret>(), time).Open(ticket));
        for (var at = 4; at < ticket.Length; at++)
        {
            Assert.Null(tickets.Open($"{ticket[..at]}{(ticket[at] == 'A' ? 'B' : 'A')}{ticket[(at + 1)..]}"));
        }

        Assert.All((string[])["gwp-", "gwp-AAAA", "gwp-!", ticket[..40]], text => Assert.Null(tickets.Open(text)));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(tickets.Open(ticket));
    }
}
