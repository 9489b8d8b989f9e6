using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Api.Admin.Access;
using Orleans.Gateway.Contracts.Access;
using Orleans.Gateway.Silo.Access;

namespace Orleans.Gateway.Api.Admin.Sessions;

/// <summary>
/// Sessions of people: <c>gws-</c> and 64 hexadecimal digits, 256 random bits. They end 8 hours after the sign-in (an hour, if that was by a JWT),
/// after 30 minutes without activity, with the key that opened them or the issuer at which they began, and when they are ended.
/// </summary>
internal sealed class AdminSessions(AdminKeys keys, AdminKey admin, IOptions<AdminOptions> options, TimeProvider time)
{
    /// <summary>With this header a call is no sign that somebody is there: a page that refreshes itself.</summary>
    public const string BackgroundHeader = "x-gateway-background";

    private const string Prefix = "gws-";
    private const int SecretBytes = 32;

    private static readonly TimeSpan Life = TimeSpan.FromHours(8);
    private static readonly TimeSpan LifeOfTokens = TimeSpan.FromHours(1);

    public static bool LooksRight(string token) => token.Length == Prefix.Length + (2 * SecretBytes) && token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The hash of the key that opens the admin API for the process itself: a session that it has opened ends when it is replaced.</summary>
    public string OpenerOfProcess => keys.Hash(admin.Mark);

    /// <summary>What opens sessions for those who come from the issuer: they end when another one is configured, or none. Null: none is.</summary>
    // No key has a space in it.
    public string? OpenerOfIssuer { get; } = options.Value.Oidc is { Authority: { Length: > 0 } authority, ClientId: { } client } ? keys.Hash($"issuer {authority} {client}") : null;

    /// <param name="opener">The hash of the key or the issuer; null for a JWT.</param>
    public async Task<(string Token, AdminSessionEntry Entry)> BeginAsync(IGrainFactory grains, string name, string role, string? opener)
    {
        var token = $"{Prefix}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}";
        var now = time.GetUtcNow();
        var entry = new AdminSessionEntry
        {
            Name = name, Role = role, Hash = keys.Hash(token), Created = now, Expires = now + LifeOf(opener), Seen = now, Opener = opener,
        };
        await Owner(grains).BeginAsync(entry);
        return (token, entry);
    }

    /// <summary>Whose session it is; null when it is over, or what opened it opens nothing any more.</summary>
    public async Task<AdminSessionEntry?> FindAsync(IGrainFactory grains, string token, bool isActivity) =>
        LooksRight(token) && await Owner(grains).FindAsync(keys.Hash(token), isActivity) is { } found && await StillOpensAsync(grains, found.Opener) ? found : null;

    public static IAdminSessionsGrain Owner(IGrainFactory grains) => grains.GetGrain<IAdminSessionsGrain>(0);

    private TimeSpan LifeOf(string? opener) => opener is null ? LifeOfTokens : opener == OpenerOfIssuer ? options.Value.Oidc.SessionLife : Life;

    private async Task<bool> StillOpensAsync(IGrainFactory grains, string? opener) =>
        opener is null || opener == OpenerOfProcess || opener == OpenerOfIssuer || await grains.GetGrain<IAdminKeysGrain>(0).FindAsync(opener) is not null;
}
