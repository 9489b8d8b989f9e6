using Orleans.Gateway.Api.Access;
using Orleans.Gateway.Api.Admin;
using Orleans.Gateway.Api.Chat;
using Orleans.Gateway.Silo.Configuration;

namespace Orleans.Gateway.Api.Startup;

/// <summary>The sections of settings, those of silos among them: a front end may get the environment of a silo as well.</summary>
internal static class KnownSettings
{
    /// <summary>Where arguments may lead besides: the framework's own.</summary>
    private static readonly string[] Frameworks = ["Logging", "Kestrel", "Metrics"];

    public static IReadOnlyList<(string Section, Type? Type)> Sections { get; } =
    [
        .. SettingNames.OfSilos,
        ("Gateway:Front", typeof(FrontOptions)),
        ("Gateway:Admin", typeof(AdminOptions)),
        ("Gateway:Admin:Jwt", typeof(AdminJwtOptions)),
        ("Gateway:Admin:Oidc", typeof(AdminOidcOptions)),
        (ClientJwtOptions.Section, typeof(ClientJwtOptions)),
    ];

    /// <summary>Whether an argument such as <c>--Gateway:Store=Redis</c> begins with a section that somebody reads.</summary>
    public static bool HasSection(ReadOnlySpan<char> name)
    {
        var section = name[..Math.Max(0, name.IndexOf(':'))];
        if (section.Equals(NodeOptions.Section, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var known in Frameworks)
        {
            if (section.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
