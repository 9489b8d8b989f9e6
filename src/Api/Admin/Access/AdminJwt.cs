using Microsoft.AspNetCore.Authentication;

namespace Orleans.Gateway.Api.Admin.Access;

/// <summary>Tokens of an OpenID Connect issuer, such as Entra ID, whose app roles are the roles of the gateway. Only there where an authority is configured.</summary>
internal static class AdminJwt
{
    public const string SchemeName = "AdminJwt";

    /// <summary>How much the clocks of issuer and gateway may differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    public static void AddAdminJwt(this IServiceCollection services, AdminJwtOptions options)
    {
        services.AddSingleton<IAuthenticationConfigurationProvider, NothingElse>();
        new AuthenticationBuilder(services).AddJwtBearer(SchemeName, jwt =>
        {
            jwt.Authority = options.Authority;
            jwt.Audience = options.Audience;
            jwt.MapInboundClaims = false;
            // Plain HTTP is for an issuer on the same machine.
            jwt.RequireHttpsMetadata = !new Uri(options.Authority!).IsLoopback;
            jwt.TokenValidationParameters.ValidAlgorithms = ["RS256"];
            jwt.TokenValidationParameters.ClockSkew = ClockSkew;
            jwt.TokenValidationParameters.RequireSignedTokens = true;
            jwt.TokenValidationParameters.RequireExpirationTime = true;
            jwt.TokenValidationParameters.ValidateIssuer = true;
            jwt.TokenValidationParameters.ValidateAudience = true;
        });
    }

    /// <summary>The framework would also read a section of its own; what counts here is said in one place.</summary>
    private sealed class NothingElse : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
