using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Orleans.Gateway.Contracts.Access;
using Orleans.Storage;

namespace Orleans.Gateway.Grains.Access.AdminSessions;

/// <inheritdoc cref="IAdminSessionsGrain"/>
[GrainType("admin-sessions")]
internal sealed class AdminSessionsGrain(
    [PersistentState("admin-sessions")] IPersistentState<AdminSessionsState> state, TimeProvider time, ILogger<AdminSessionsGrain> logger) : Grain, IAdminSessionsGrain
{
    private const int Most = 1_000;

    /// <summary>A sign of life is stored when the last one is so old: one write in five minutes for each session.</summary>
    private static readonly TimeSpan Fineness = TimeSpan.FromMinutes(5);

    private IReadOnlyList<AdminSessionEntry> _current = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("admin sessions", state.State.Schema, 1);
        _current = state.State.Sessions;
        return Task.CompletedTask;
    }

    public Task BeginAsync(AdminSessionEntry session)
    {
        var now = time.GetUtcNow();
        return WriteAsync([session, .. _current.Where(other => !other.IsOver(now)).OrderByDescending(other => other.Seen).Take(Most - 1).OrderByDescending(other => other.Created)]);
    }

    public async Task<AdminSessionEntry?> FindAsync(string hash, bool isActivity)
    {
        var wanted = Encoding.ASCII.GetBytes(hash);
        var now = time.GetUtcNow();
        var found = _current.FirstOrDefault(session => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(session.Hash), wanted));
        if (found is null || found.IsOver(now))
        {
            return null;
        }

        if (isActivity && now - found.Seen >= Fineness)
        {
            await SeenAsync([.. _current.Select(session => session.Hash == hash ? session with { Seen = now } : session)]);
        }

        return found;
    }

    public Task<IReadOnlyList<AdminSessionEntry>> ListAsync()
    {
        var now = time.GetUtcNow();
        return Task.FromResult<IReadOnlyList<AdminSessionEntry>>([.. _current.Where(session => !session.IsOver(now))]);
    }

    public async Task<AdminSessionEntry?> EndAsync(string id)
    {
        var found = _current.FirstOrDefault(session => session.Id == id);
        if (found is not null)
        {
            await WriteAsync([.. _current.Where(session => session.Id != id)]);
        }

        return found;
    }

    /// <summary>
    /// A session that is known opens what it opens, stored or not: the portal is needed most while the store is down. What is not stored holds as
    /// long as this activation, and the next write takes it along; so a store that hangs costs one call in five minutes.
    /// </summary>
    private async Task SeenAsync(AdminSessionEntry[] sessions)
    {
        try
        {
            await WriteAsync(sessions);
        }
        catch (InconsistentStateException error)
        {
            logger.SessionNotSeen(error.GetType().Name);
            DeactivateOnIdle(); // Somebody else has written: what is stored counts, from the next call on.
        }
        catch (Exception error)
        {
            logger.SessionNotSeen(error.GetType().Name);
            _current = sessions;
        }
    }

    private async Task WriteAsync(AdminSessionEntry[] sessions)
    {
        await state.WriteAsync(new AdminSessionsState { Sessions = sessions });
        _current = sessions;
    }
}
