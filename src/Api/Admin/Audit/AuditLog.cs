using System.Globalization;
using System.Security.Claims;
using Orleans.Gateway.Api.Admin.Pages;
using Orleans.Gateway.Contracts.Audit;
using Orleans.Gateway.Portal.AdminApi;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Api.Admin.Audit;

/// <summary>Writes audit records, each to the grain of its day.</summary>
internal sealed class AuditLog(GatewayRuntime runtime, PortalSecret portal, TimeProvider time, ILogger<AuditLog> logger)
{
    /// <summary>Refused calls without a valid key are recorded up to this number per minute, so that nobody can fill the store from outside.</summary>
    private const int StrangersPerMinute = 120;

    /// <summary>What the record of a call that the store has failed may take: whoever made that call has waited for the store already.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private long _minute;
    private int _strangers;

    /// <summary>Returns once the record is stored. False: it could not be.</summary>
    public async Task<bool> WriteAsync(HttpContext context, AdminOperation operation, AuditTrail trail, string? reason, int status)
    {
        if (runtime.Grains is not { } grains)
        {
            return false;
        }

        var at = time.GetUtcNow();
        var entry = new AuditEntry
        {
            At = at,
            By = context.User.FindFirstValue(ClaimTypes.Name) ?? "anonymous",
            Role = context.User.FindFirstValue(ClaimTypes.Role),
            Ip = AddressOf(context),
            Action = operation.Action,
            Object = trail.Object ?? ObjectOf(context),
            Before = AuditText.Within(trail.Before),
            After = AuditText.Within(trail.After),
            Reason = reason,
            Status = status,
            Epoch = trail.Epoch,
        };
        try
        {
            var limit = status < StatusCodes.Status500InternalServerError ? Timeout.InfiniteTimeSpan : AfterFailure;
            await grains.GetGrain<IAuditGrain>(Day(at)).AppendAsync(entry).WaitAsync(limit, time);
            return true;
        }
        catch (Exception error)
        {
            logger.NotAudited(operation.Action, status, error.GetType().Name);
            return false;
        }
    }

    /// <summary>Whether a refused call is to be recorded: one by somebody known always, others up to a limit.</summary>
    public bool MayRecordRefusal(ClaimsPrincipal user)
    {
        if (user.Identity?.IsAuthenticated is true)
        {
            return true;
        }

        lock (_gate)
        {
            var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
            if (minute != _minute)
            {
                (_minute, _strangers) = (minute, 0);
            }

            return ++_strangers <= StrangersPerMinute;
        }
    }

    // A change from the portal comes from the node itself, which says where the person is.
    private string? AddressOf(HttpContext context)
    {
        const string bearer = "Bearer ";
        var (headers, own) = (context.Request.Headers, context.Connection.RemoteIpAddress);
        var authorization = headers.Authorization.ToString();
        return headers.TryGetValue(OperatorAddress.Header, out var told) && authorization.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)
            ? $"{OperatorAddress.Read(portal.Value.Span, authorization[bearer.Length..].Trim(), told) ?? own}"
            : own?.ToString();
    }

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string ObjectOf(HttpContext context)
    {
        const int most = 300;
        var path = context.Request.Path.Value ?? "";
        var shown = path.StartsWith(AdminEndpoints.Root + "/", StringComparison.OrdinalIgnoreCase) ? path[(AdminEndpoints.Root.Length + 1)..] : path;
        return shown.Length <= most ? shown : shown[..most];
    }
}
