using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orleans.Gateway.Api.Access;
using Orleans.Gateway.Api.Admin;
using Orleans.Gateway.Api.Chat;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Stopping;

namespace Orleans.Gateway.Api.Tests;

/// <summary>What is written for people says neither less nor more than the code knows.</summary>
public sealed partial class DocsTests
{
    private static readonly Dictionary<Type, string> Sections = new()
    {
        [typeof(NodeOptions)] = NodeOptions.Section,
        [typeof(AzureStorageOptions)] = AzureStorageOptions.Section,
        [typeof(DrainOptions)] = NodeOptions.Section,
        [typeof(FrontOptions)] = "Gateway:Front",
        [typeof(AdminOptions)] = "Gateway:Admin",
        [typeof(AdminJwtOptions)] = "Gateway:Admin:Jwt",
        [typeof(AdminOidcOptions)] = "Gateway:Admin:Oidc",
        [typeof(UsageOptions)] = "Gateway:Usage",
        [typeof(ClientJwtOptions)] = ClientJwtOptions.Section,
        [typeof(RelayOptions)] = "Gateway:Relay",
        [typeof(MirrorOptions)] = NodeOptions.Section,
        [typeof(RedisOptions)] = RedisOptions.Section,
        [typeof(MembershipOptions)] = MembershipOptions.Section,
        [typeof(ClusterTlsOptions)] = ClusterTlsOptions.Section,
    };

    /// <summary>Headings of the document's objects in docs/configuration.md, by their name in the schema; the empty one is the document itself.</summary>
    private static readonly Dictionary<string, string> Headings = new()
    {
        [""] = "The document",
        ["backend"] = "backends.*",
        ["credentials"] = "backends.*.credentials",
        ["credentialHeader"] = "backends.*.credentials.header",
        ["managedIdentity"] = "backends.*.credentials.managedIdentity",
        ["timeouts"] = "backends.*.timeouts",
        ["capabilities"] = "backends.*.capabilities",
        ["circuit"] = "backends.*.circuit",
        ["circuitRule"] = "backends.*.circuit.rules[]",
        ["api"] = "apis.*",
        ["alias"] = "apis.*.aliases.*",
        ["target"] = "apis.*.aliases.*.targets[]",
        ["product"] = "products.*",
        ["subscription"] = "subscriptions.*",
        ["limit"] = "limits[]",
        ["backendLimit"] = "backends.*.limits[]",
        ["cache"] = "products.*.cache",
        ["contentSafety"] = "contentSafety",
        ["safetyCategories"] = "contentSafety.categories",
        ["prices"] = "backends.*.prices",
        ["metrics"] = "metrics",
        ["logging"] = "products.*.logging",
    };

    private static readonly string Root = RepositoryRoot();

    public static TheoryData<string> Objects => [.. Headings.Keys];

    [Fact]
    public void Every_class_of_settings_has_its_section_here()
    {
        var classes = new[] { typeof(FrontOptions).Assembly, typeof(NodeOptions).Assembly, typeof(RelayOptions).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal) && Properties(type).Any());

        Assert.Equal(Sections.Keys.Select(type => type.FullName).Order(), classes.Select(type => type.FullName).Order());
    }

    [Fact]
    public void Every_setting_is_in_the_configuration_page_and_no_other()
    {
        var settings = Sections.SelectMany(section => Properties(section.Key).Select(property => $"{section.Value}:{property.Name}"));

        Assert.Equal(settings.Order(), Rows(File.ReadAllText(Path.Combine(Root, "docs", "configuration.md"))).Where(name => name.StartsWith("Gateway:", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Every_object_of_the_schema_has_a_heading()
    {
        using var schema = Schema();

        Assert.Equal(
            schema.RootElement.GetProperty("$defs").EnumerateObject().Where(type => type.Value.TryGetProperty("properties", out _)).Select(type => type.Name).Append("").Order(),
            Headings.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void Every_property_of_the_document_is_in_the_configuration_page_and_no_other(string name)
    {
        using var schema = Schema();
        var type = name.Length == 0 ? schema.RootElement : schema.RootElement.GetProperty("$defs").GetProperty(name);

        Assert.Equal(type.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(), Rows(Part(Headings[name])).Order());
    }

    [Fact]
    public void The_sample_document_is_valid()
    {
        var reading = DocumentReader.Read(File.ReadAllBytes(Path.Combine(Root, "samples", "gateway.json")), new EverythingIsSet());

        Assert.Empty(reading.Mistakes);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs")]
    public void No_link_to_a_file_leads_nowhere(string place)
    {
        var start = Path.Combine(Root, place);
        var pages = File.Exists(start) ? [start] : Directory.GetFiles(start, "*.md", SearchOption.AllDirectories);
        var broken = pages.SelectMany(page => Links().Matches(File.ReadAllText(page))
            .Select(link => link.Groups[1].Value)
            .Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link)))
            .Select(link => $"{page}: {link}"));

        Assert.Empty(broken);
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(property => property.SetMethod is { IsPublic: true });

    /// <summary>The names at the beginning of the rows of all tables.</summary>
    private static IEnumerable<string> Rows(string text) => Row().Matches(text).Select(row => row.Groups[1].Value);

    /// <summary>The text below a heading, up to the next one.</summary>
    private static string Part(string heading)
    {
        var parts = Heading().Split(File.ReadAllText(Path.Combine(Root, "docs", "configuration.md")));
        return Assert.Single(parts, part => part.Split('\n')[0].Trim('`', ' ') == heading);
    }

    private static JsonDocument Schema() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "docs", "gateway.schema.json")));

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Orleans.Gateway.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    [GeneratedRegex(@"^#+ ", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    // Links to places on the web and within a page are somebody else's.
    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)[^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Links();

    /// <summary>A machine on which every variable is set and every file is there.</summary>
    private sealed class EverythingIsSet : IReferenceSource
    {
        public ReferenceValue Environment(string name) => ReferenceValue.Of($"value-of-{name}");

        public ReferenceValue File(string path) => ReferenceValue.Of($"text-of-{path}");
    }
}
