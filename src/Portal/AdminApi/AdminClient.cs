using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Orleans.Gateway.Portal.SignIn;

namespace Orleans.Gateway.Portal.AdminApi;

/// <summary>The admin API as whoever has signed in on this circuit. When their session is over, the page goes to the sign-in, and comes back after it.</summary>
internal sealed class AdminClient(AdminConnection connection, AuthenticationStateProvider authentication, NavigationManager navigation, TimeProvider time)
{
    /// <summary>How often a page asks again for what cannot be told at the moment: as long as a node that was lost keeps others waiting.</summary>
    private const int MostAgain = 20;

    /// <summary>What the admin API gives at once.</summary>
    private const int LargestPage = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private ClaimsPrincipal? _user;

    /// <summary>Where clients reach the API of this path, as a person would write it down.</summary>
    public string PublicUrl(string path) =>
        $"{(connection.HasOwnAddress ? connection.Clients : new Uri(new Uri(navigation.BaseUri), "/")).GetLeftPart(UriPartial.Authority)}{path}";

    public async Task<Operator> WhoAsync()
    {
        _user ??= (await authentication.GetAuthenticationStateAsync()).User;
        return new Operator(_user.FindFirstValue(ClaimTypes.Name) ?? "", _user.FindFirstValue(ClaimTypes.Role) ?? "");
    }

    public async Task<AdminAnswer> SendAsync(AdminRequest request, CancellationToken cancellation = default)
    {
        var answer = await AskAsync(request, cancellation);
        if (answer.Status is 401)
        {
            navigation.NavigateTo($"sign-in?return={Uri.EscapeDataString(navigation.ToBaseRelativePath(navigation.Uri))}", forceLoad: true);
        }

        return answer;
    }

    /// <summary>Asks again while nobody can say. In the background once: what is live comes round by itself.</summary>
    public async Task<AdminAnswer> GetAsync(string path, bool isBackground = false)
    {
        var request = new AdminRequest(HttpMethod.Get, path) { IsBackground = isBackground };
        var answer = await SendAsync(request);
        for (var again = 0; answer.Status is 503 && !isBackground && again < MostAgain; again++)
        {
            await Task.Delay(Pause, time);
            answer = await SendAsync(request);
        }

        return answer;
    }

    /// <summary>What is shown beside a page, in the background: it is no reason to leave the page that the session is over, in which somebody may be typing.</summary>
    public Task<AdminAnswer> LookAsync(string path) => AskAsync(new(HttpMethod.Get, path) { IsBackground = true }, default);

    /// <summary>
    /// All of a list, page by page, for what is chosen from names: some thousands of them are little, and one that is not offered could not be chosen.
    /// </summary>
    /// <param name="path">Its query, where it has one, goes with each page.</param>
    public async Task<(IReadOnlyList<JsonNode> Items, Problem? Problem)> ListAllAsync(string path, int most = 10_000)
    {
        var items = new List<JsonNode>();
        string? after = null;
        do
        {
            var page = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={LargestPage}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
            var answer = await GetAsync(page);
            if (!answer.IsSuccess)
            {
                return (items, answer.Problem);
            }

            items.AddRange(((answer.Body?["items"] as JsonArray) ?? []).OfType<JsonNode>());
            after = (string?)answer.Body?["next"];
        }
        while (after is not null && items.Count < most);

        return (items, null);
    }

    public Task<AdminAnswer> PostAsync(string path, JsonNode? body = null, string? etag = null) => SendAsync(new(HttpMethod.Post, path) { Body = body, IfMatch = etag });

    /// <param name="etag">Null: it is created, and must not be there.</param>
    public Task<AdminAnswer> PutAsync(string path, JsonNode body, string? etag) => SendAsync(new(HttpMethod.Put, path) { Body = body, IfMatch = etag, IsNew = etag is null });

    public Task<AdminAnswer> DeleteAsync(string path, string? etag = null) => SendAsync(new(HttpMethod.Delete, path) { IfMatch = etag });

    private async Task<AdminAnswer> AskAsync(AdminRequest request, CancellationToken cancellation)
    {
        await WhoAsync();
        return await connection.SendAsync(_user!.FindFirstValue(SessionAuthentication.Token) ?? "", request with { From = SessionAuthentication.AddressOf(_user!) }, cancellation);
    }
}

/// <summary>Who has signed in. What a role may do, the admin API decides; here it only decides which buttons are there.</summary>
internal sealed record Operator(string Name, string Role)
{
    public bool MayOperate => Role is "operator" or "admin";

    public bool MayAdminister => Role is "admin";
}
