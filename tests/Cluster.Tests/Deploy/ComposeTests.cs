using System.Reflection;
using System.Text.RegularExpressions;
using Orleans.Gateway.Cluster.Tests.Nodes;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>What the files of the deployment say is what there is.</summary>
public sealed partial class ComposeTests
{
    private readonly ComposeFile _compose = ComposeFile.Read(ComposedCluster.Variables);

    [Fact]
    public void There_are_three_silos_and_two_front_ends_and_what_stands_around_them()
    {
        Assert.Equal(
            ["azurite", "front-1", "front-2", "grafana", "nginx", "prometheus", "silo-1", "silo-2", "silo-3"], _compose.Services.Keys.Order(StringComparer.Ordinal));
        Assert.All(_compose.Services.Where(service => service.Value.IsGateway), service => Assert.Equal(service.Value.Program, service.Value.Environment["Gateway__Role"]));
        Assert.All(_compose.Services.Values, service => Assert.True(service is { HasHealthCheck: true, Restart: "unless-stopped" }));
        Assert.All(_compose.Services.Values.Where(service => service.IsGateway), service => Assert.True(service.IsReadOnly));
    }

    [Fact]
    public void Every_setting_exists()
    {
        var documented = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        var properties = new[] { typeof(Silo.Configuration.NodeOptions).Assembly, typeof(Api.Startup.GatewayApplication).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)).Select(property => property.Name).ToHashSet();
        var settings = _compose.Services.Values.SelectMany(service => service.Environment.Keys).Concat(Names().Matches(Dockerfile).Select(match => match.Value))
            .Where(name => name.StartsWith("Gateway__", StringComparison.Ordinal)).Distinct().ToList();

        Assert.NotEmpty(settings);
        Assert.All(settings, setting =>
        {
            Assert.Contains($"`{setting.Replace("__", ":", StringComparison.Ordinal)}`", documented, StringComparison.Ordinal);
            Assert.Contains(setting.Split("__")[^1], properties);
        });
    }

    [Fact]
    public void Only_silos_have_what_opens_credentials() =>
        Assert.All(_compose.Services.Values.Where(service => service is { IsGateway: true, Program: "Api" }), service =>
            Assert.DoesNotContain(service.Environment.Keys, name => name is "Gateway__MasterKey" || name.EndsWith("_API_KEY", StringComparison.Ordinal)));

    [Fact]
    public void Every_variable_of_the_environment_is_in_the_example()
    {
        var example = File.ReadAllText(Path.Combine(Repository.Root, ".env.example"));
        var used = Variables().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml"))).Select(match => match.Groups[1].Value).Distinct();

        Assert.All(used, name => Assert.Matches($"(?m)^#?{name}=", example));
    }

    [Fact]
    public void What_is_mounted_exists() => Assert.All(
        _compose.Services.Values.SelectMany(service => service.Volumes).Where(volume => volume.StartsWith("./", StringComparison.Ordinal)),
        volume => Assert.True(Path.Exists(Path.Combine(Repository.Root, volume.Split(':')[0])), volume));

    [Fact]
    public void The_image_runs_as_nobody_in_particular_and_listens_where_the_load_balancer_calls()
    {
        Assert.Contains("USER 1654", Dockerfile, StringComparison.Ordinal);
        Assert.Contains("ASPNETCORE_URLS=http://0.0.0.0:8080", Dockerfile, StringComparison.Ordinal);
        Assert.All(
            _compose.Services.Where(service => service.Value is { IsGateway: true, Program: "Api" }),
            service => Assert.Contains($"server {service.Key}:8080 ", NginxServer.Configuration, StringComparison.Ordinal));
    }

    private static string Dockerfile { get; } = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "Dockerfile"));

    [GeneratedRegex(@"Gateway__\w+")]
    private static partial Regex Names();

    [GeneratedRegex(@"\$\{([A-Z_]+)")]
    private static partial Regex Variables();
}
