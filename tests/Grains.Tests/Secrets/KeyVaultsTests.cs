using System.Net;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Secrets;

namespace Orleans.Gateway.Grains.Tests.Secrets;

/// <summary>The real client of Key Vault, in front of a vault of a few lines.</summary>
public sealed class KeyVaultsTests : IDisposable
{
    private readonly FakeVault _vault = new();
    private readonly HttpClient _http;
    private readonly SecretResolver _secrets;

    public KeyVaultsTests()
    {
        _http = new HttpClient(_vault);
        var vaults = new KeyVaults(static () => new FakeIdentity(), () => new SecretClientOptions { Transport = new HttpClientTransport(_http) });
        _secrets = new SecretResolver(new SecretSealer(MasterKey.Generate()), new FakeReferences(), vaults, TimeProvider.System, NullLogger<SecretResolver>.Instance);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string?> Identifiers => new()
    {
        { "https://v.vault.azure.net/secrets/team-key", "https://v.vault.azure.net/|team-key|" },
        { "https://v.vault.azure.net/secrets/team-key/0123456789abcdef", "https://v.vault.azure.net/|team-key|0123456789abcdef" },
        { "http://v.vault.azure.net/secrets/team-key", null },
        { "https://v.vault.azure.net/keys/team-key", null },
        { "https://v.vault.azure.net/secrets/", null },
        { "https://v.vault.azure.net/secrets/a/b/c", null },
        { "https://v.vault.azure.net/secrets/a%2Fb", null },
        { "https://v.vault.azure.net/secrets/a?api-version=1", null },
        { "https://me:pw@v.vault.azure.net/secrets/a", null },
        { "v.vault.azure.net/secrets/a", null },
    };

    [Theory]
    [MemberData(nameof(Identifiers))]
    public void An_identifier_names_vault_secret_and_version(string identifier, string? expected) =>
        Assert.Equal(expected, VaultSecret.TryParse(identifier, out var secret) ? $"{secret.Vault}|{secret.Name}|{secret.Version}" : null);

    [Fact]
    public async Task A_secret_is_read_with_a_token_of_the_process_and_put_into_the_text_around_it()
    {
        _vault.Secrets["/secrets/team-key"] = "k-1";

        Assert.Equal("Bearer k-1", await ReadAsync("Bearer ${keyvault:https://v.vault.azure.net/secrets/team-key}"));
        Assert.Equal("Bearer token-of-the-process", _vault.Authorization);
    }

    [Fact]
    public async Task A_version_is_asked_for_by_its_id()
    {
        _vault.Secrets["/secrets/team-key/0123abcd"] = "k-old";

        Assert.Equal("k-old", await ReadAsync("${keyvault:https://v.vault.azure.net/secrets/team-key/0123abcd}"));
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_none_and_no_exception() =>
        Assert.Null(await ReadAsync("${keyvault:https://v.vault.azure.net/secrets/other}"));

    [Theory]
    [InlineData("${keyvault:https://v.vault.azure.net/secrets/a}", true)]
    [InlineData("Bearer ${keyvault:https://v.vault.azure.net/secrets/a}", true)]
    [InlineData("${env:KEY}", false)]
    public void What_is_in_a_vault_is_known_by_its_reference(string reference, bool isInVault) =>
        Assert.Equal(isInVault, SecretResolver.IsInVault(new Secret(reference, null, null)));

    public void Dispose()
    {
        _http.Dispose();
        _vault.Dispose();
    }

    private async Task<string?> ReadAsync(string reference) =>
        await _secrets.Follow(new Secret(reference, null, null), "backend:b", "f").GetAsync(Cancellation);

    private sealed class FakeIdentity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token-of-the-process", TimeProvider.System.GetUtcNow().AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    /// <summary>Asks for a token first, as vaults do.</summary>
    private sealed class FakeVault : HttpMessageHandler
    {
        public Dictionary<string, string> Secrets { get; } = [];

        public string? Authorization { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Answer(request));

        private HttpResponseMessage Answer(HttpRequestMessage request)
        {
            Authorization = request.Headers.Authorization?.ToString();
            if (Authorization is null)
            {
                var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                challenge.Headers.TryAddWithoutValidation("WWW-Authenticate", "Bearer authorization=\"https://login.microsoftonline.com/tenant\", resource=\"https://vault.azure.net\"");
                return challenge;
            }

            return Secrets.TryGetValue(request.RequestUri!.AbsolutePath.TrimEnd('/'), out var value)
                ? Json(HttpStatusCode.OK, $$"""{ "value": "{{value}}", "id": "https://v.vault.azure.net/secrets/team-key/1" }""")
                : Json(HttpStatusCode.NotFound, """{ "error": { "code": "SecretNotFound", "message": "no" } }""");
        }

        private static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
