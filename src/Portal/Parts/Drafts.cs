using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.JSInterop;
using Orleans.Gateway.Portal.AdminApi;

namespace Orleans.Gateway.Portal.Parts;

/// <summary>
/// What somebody has typed and not saved, in the storage of the tab in which they did: a page is shown by one node, and its end shall not be that of their
/// work. Sealed under the secret of all nodes, for this form and this person: any node can go on, and nobody else can read it or make one up.
/// </summary>
internal sealed class Drafts(IJSRuntime browser, IDataProtectionProvider protection, AdminClient admin, TimeProvider time)
{
    /// <summary>As long as the longest session. What is older was forgotten.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(8);

    /// <summary>In characters, far above any form. Browsers have 5 million for all that a site keeps.</summary>
    private const int Most = 500_000;

    /// <summary>The forms whose drafts were dropped. What they said before may only now be found to have changed: a render is known to be over when the browser says so.</summary>
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);

    /// <summary>From now on, what is typed there is another draft than any before.</summary>
    public void Begin(string form) => _dropped.Remove(form);

    /// <param name="form">Which form it is, and of what.</param>
    /// <param name="draft">Without credentials.</param>
    /// <returns>False: the browser cannot be reached at the moment.</returns>
    public async Task<bool> KeepAsync(string form, string draft)
    {
        if (_dropped.Contains(form))
        {
            return true;
        }

        var text = new JsonObject { ["until"] = (time.GetUtcNow() + Life).ToUnixTimeSeconds(), ["draft"] = draft }.ToJsonString();
        return text.Length > Most || await TellAsync(form, (await SealAsync(form)).Protect(text));
    }

    /// <summary>What was kept; null when nothing was, it is too old, or it was not kept for this form and this person.</summary>
    public async Task<JsonObject?> FindAsync(string form)
    {
        try
        {
            return await browser.InvokeAsync<string?>("portal.draft", form) is { Length: > 0 } text
                && JsonNode.Parse((await SealAsync(form)).Unprotect(text)) is JsonObject kept
                && (long?)kept["until"] > time.GetUtcNow().ToUnixTimeSeconds()
                    ? JsonNode.Parse((string)kept["draft"]!) as JsonObject
                    : null;
        }
        catch (Exception error) when (error is CryptographicException or JsonException or JSException or JSDisconnectedException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>Nothing is kept of that form any more, until another draft of it begins.</summary>
    public Task DropAsync(string form)
    {
        _dropped.Add(form);
        return ForgetAsync(form);
    }

    /// <summary>Nothing is worth keeping at the moment.</summary>
    /// <returns>False: the browser cannot be reached at the moment.</returns>
    public Task<bool> ForgetAsync(string form) => TellAsync(form, null);

    /// <summary>Those of all forms.</summary>
    public Task DropAllAsync() => TellAsync(null, null);

    // The number changes with what drafts look like: one of another version is none.
    private async Task<IDataProtector> SealAsync(string form) => protection.CreateProtector($"draft 1\n{(await admin.WhoAsync()).Name}\n{form}");

    private async Task<bool> TellAsync(string? form, string? text)
    {
        try
        {
            await browser.InvokeVoidAsync("portal.keepDraft", form, text);
            return true;
        }
        catch (Exception error) when (error is JSException or JSDisconnectedException or TaskCanceledException)
        {
            return false;
        }
    }
}
