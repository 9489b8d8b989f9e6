using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Chat;

namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>
/// Keeps the operators' side and the clients' side on their own addresses, where the operators have some. It is the port of the connection
/// that counts: nothing that a request says.
/// </summary>
internal sealed class AdminAddress(IServer server, DataPlaneEndpoint plane, IOptions<AdminOptions> options)
{
    private readonly int _count = Split(options.Value.Urls).Length;
    private volatile HashSet<int>? _ports;

    public static string[] Split(string? urls) => urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (_count == 0)
        {
            return next(context);
        }

        var path = context.Request.Path;
        var isForAdmin = path.StartsWithSegments("/admin");
        return (_ports ??= Ports()).Contains(context.Connection.LocalPort)
            ? isForAdmin || path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics")
                ? next(context)
                : AdminProblem.NotFound("such resource at the address of the admin API").ExecuteAsync(context)
            : isForAdmin ? plane.HandleUnknownAsync(context) : next(context);
    }

    // They are bound in the order in which they were named, the operators' last.
    private HashSet<int> Ports() =>
        [.. server.Features.Get<IServerAddressesFeature>()!.Addresses.TakeLast(_count).Select(address => BindingAddress.Parse(address).Port)];
}
