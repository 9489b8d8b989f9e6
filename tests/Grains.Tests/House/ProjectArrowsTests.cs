using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Orleans.Gateway.Grains.Tests.House;

/// <summary>Who may know whom. The project files are the architecture; this is the list that they are held against.</summary>
public partial class ProjectArrowsTests
{
    /// <summary>All that a project of src refers to; a project that is not here must not exist.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["AzureStorage"] = [],
        ["Contracts"] = [],
        ["Translation"] = [],
        ["Grains"] = ["Contracts", "Translation"],
        ["Silo"] = ["AzureStorage", "Contracts", "Grains"],
        ["Portal"] = ["Contracts"],
        ["Api"] = ["Contracts", "Portal", "Silo"],
    };

    [Fact]
    public void Projects_refer_to_each_other_as_drawn_and_not_otherwise() => Assert.Equal(
        Allowed.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} -> {string.Join(", ", entry.Value)}"),
        Projects("src").Order(StringComparer.Ordinal).Select(project => $"{Name(project)} -> {string.Join(", ", References(project, "ProjectReference").Select(Name).Order(StringComparer.Ordinal))}"));

    [Fact]
    public void Contracts_know_the_Orleans_SDK_only() => Assert.Equal(["Microsoft.Orleans.Sdk"], References(Source("Contracts"), "PackageReference"));

    [Fact]
    public void Translation_knows_nothing() => Assert.Empty(References(Source("Translation"), "PackageReference").Concat(References(Source("Translation"), "FrameworkReference")));

    [Fact]
    public void Nothing_of_src_refers_to_tests() =>
        Assert.DoesNotContain(Projects("src").SelectMany(project => References(project, "ProjectReference")), path => path.Contains("tests", StringComparison.Ordinal));

    [Fact]
    public void No_reference_comes_along_unwritten() =>
        Assert.Contains("<DisableTransitiveProjectReferences>true<", File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")), StringComparison.Ordinal);

    [Fact]
    public void Every_project_is_part_of_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Orleans.Gateway.sln"));
        var listed = ProjectOfSolution().Matches(solution).Select(match => match.Groups[1].Value.Replace('\\', '/')).Order(StringComparer.Ordinal);

        Assert.Equal(
            Projects("src").Concat(Projects("tests")).Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal),
            listed.Where(path => path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal)));
    }

    private static string Source(string name) => Path.Combine(Repository.Root, "src", name, $"{name}.csproj");

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));

    private static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, folder)).SelectMany(project => Directory.EnumerateFiles(project, "*.csproj"));

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(project).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectOfSolution();
}
