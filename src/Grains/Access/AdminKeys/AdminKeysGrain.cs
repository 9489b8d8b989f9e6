using System.Security.Cryptography;
using System.Text;
using Orleans.Gateway.Contracts.Access;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Grains.Access.AdminKeys;

/// <inheritdoc cref="IAdminKeysGrain"/>
[GrainType("admin-keys")]
internal sealed class AdminKeysGrain(
    [PersistentState("admin-keys")] IPersistentState<AdminKeysState> state, TimeProvider time) : Grain, IAdminKeysGrain
{
    private IReadOnlyList<AdminKeyEntry> _current = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StateSchema.Check("admin keys", state.State.Schema, 1);
        _current = state.State.Keys;
        return Task.CompletedTask;
    }

    public Task<AdminKeyEntry?> FindAsync(string hash)
    {
        var wanted = Encoding.ASCII.GetBytes(hash);
        var now = time.GetUtcNow();
        return Task.FromResult(_current.FirstOrDefault(key =>
            CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key.Hash), wanted) && (key.Expires is null || now < key.Expires)));
    }

    public Task<IReadOnlyList<AdminKeyEntry>> ListAsync() => Task.FromResult(_current);

    public Task AddAsync(AdminKeyEntry key) => _current.Any(other => other.Name == key.Name)
        ? throw new VersionConflictException(1)
        : WriteAsync([.. _current.Append(key).OrderBy(other => other.Name, StringComparer.Ordinal)]);

    public async Task<AdminKeyEntry?> RemoveAsync(string name)
    {
        var found = _current.FirstOrDefault(key => key.Name == name);
        if (found is not null)
        {
            await WriteAsync([.. _current.Where(key => key.Name != name)]);
        }

        return found;
    }

    private async Task WriteAsync(AdminKeyEntry[] keys)
    {
        await state.WriteAsync(new AdminKeysState { Keys = keys });
        _current = keys;
    }
}
