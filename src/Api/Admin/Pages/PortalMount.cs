using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Api.Admin.Sessions;
using Orleans.Gateway.Portal.Hosting;
using Orleans.Gateway.Portal.SignIn;

namespace Orleans.Gateway.Api.Admin.Pages;

/// <summary>
/// Hands what is under <c>/admin</c>, and is not the admin API, to the portal. That is put together when the first page is asked for: a start, and a
/// node that nobody looks at, have none of it.
/// </summary>
internal sealed class PortalMount(
    IServer server, PortalSecret secret, PersonTickets people, DashboardMount dashboard, IOptions<AdminOptions> admin, ILoggerFactory loggers, TimeProvider time, IHostApplicationLifetime lifetime) : IAsyncDisposable
{
    public const string Path = "/admin";

    private readonly Lock _gate = new();
    private PortalApplication? _portal;

    internal PortalApplication Portal
    {
        get
        {
            lock (_gate)
            {
                return _portal ??= PortalApplication.Create(Settings(), loggers, time, lifetime);
            }
        }
    }

    public Task HandleAsync(HttpContext context) => Portal.HandleAsync(context);

    public ValueTask DisposeAsync() => _portal?.DisposeAsync() ?? default;

    internal PortalSettings Settings()
    {
        var own = AdminAddress.Split(admin.Value.Urls).Length;
        return new PortalSettings(
            () => new Uri(Reached(own is 0 ? Addresses()[0] : Addresses()[^1]), AdminEndpoints.Root + "/"),
            () => Reached(Addresses()[0]),
            own > 0,
            secret.Value) { Dashboard = dashboard.Handler, Issuer = Issuer(admin.Value.Oidc) };
    }

    private Issuer? Issuer(AdminOidcOptions oidc)
    {
        var roles = new RoleClaim(oidc.RolesClaim, oidc.Roles);
        return oidc is { Authority: { Length: > 0 } authority, ClientId: { } client }
            ? new Issuer
            {
                Authority = new Uri(authority),
                ClientId = client,
                ClientSecret = oidc.ClientSecret is { Length: > 0 } proof ? proof : null,
                Name = oidc.DisplayName ?? new Uri(authority).Host,
                Scopes = oidc.AllScopes(),
                RolesClaim = oidc.RolesClaim,
                Roles = roles.IsMapped ? [] : AdminRole.All,
                PublicUrl = oidc.PublicUrl is { Length: > 0 } own ? new Uri(own) : null,
                Ticket = person => people.Make(TokenClaims.NameOf(person, Orleans.Gateway.Portal.SignIn.Issuer.Kind, "preferred_username", "name", "email", "sub"), roles.RoleOf(person)),
            }
            : null;
    }

    private string[] Addresses() => [.. server.Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>An address that says all of them is reached at the loopback one.</summary>
    private static Uri Reached(string address)
    {
        var bound = BindingAddress.Parse(address);
        var host = bound.Host is "*" or "+" or "0.0.0.0" or "[::]" or "localhost" ? "127.0.0.1" : bound.Host;
        return new UriBuilder(bound.Scheme, host.Trim('[', ']'), bound.Port).Uri;
    }
}
