using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>docker-compose.yml as compose reads it: merge keys followed, variables filled in.</summary>
internal sealed partial class ComposeFile
{
    private ComposeFile(IReadOnlyDictionary<string, ComposeService> services) => Services = services;

    public IReadOnlyDictionary<string, ComposeService> Services { get; }

    /// <param name="variables">What .env would hold.</param>
    public static ComposeFile Read(IReadOnlyDictionary<string, string> variables)
    {
        var text = File.ReadAllText(Path.Combine(Nodes.Repository.Root, "docker-compose.yml"));
        var root = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(new StringReader(text))));
        var services = (Dictionary<object, object>)root["services"];
        return new(services.ToDictionary(
            service => (string)service.Key,
            service => Service((Dictionary<object, object>)service.Value, value => Variable().Replace(value, match => Value(match, variables)))));
    }

    private static ComposeService Service(Dictionary<object, object> service, Func<string, string> filled) => new(
        service.GetValueOrDefault("environment") is Dictionary<object, object> environment
            ? environment.ToDictionary(entry => (string)entry.Key, entry => filled((string?)entry.Value ?? ""))
            : [],
        service.GetValueOrDefault("entrypoint") is List<object> entrypoint ? [.. entrypoint.Cast<string>()] : [],
        service.ContainsKey("healthcheck"),
        service.GetValueOrDefault("restart") as string,
        service.GetValueOrDefault("read_only") as string == "true",
        service.GetValueOrDefault("volumes") is List<object> volumes ? [.. volumes.Cast<string>()] : []);

    /// <summary><c>${NAME}</c>, <c>${NAME:-default}</c> and <c>${NAME:?what is missing}</c>.</summary>
    private static string Value(Match match, IReadOnlyDictionary<string, string> variables) =>
        variables.GetValueOrDefault(match.Groups["name"].Value) is { Length: > 0 } value ? value
        : match.Groups["how"].Value == "-" ? match.Groups["else"].Value
        : throw new InvalidDataException($"{match.Groups["name"].Value} is not set: {match.Groups["else"].Value}");

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)(:(?<how>[-?])(?<else>[^}]*))?\}")]
    private static partial Regex Variable();
}

/// <param name="Entrypoint">Empty: that of the image, which is src/Api.</param>
internal sealed record ComposeService(
    IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Entrypoint, bool HasHealthCheck, string? Restart, bool IsReadOnly, IReadOnlyList<string> Volumes)
{
    public bool IsGateway => Environment.ContainsKey("Gateway__Role");

    /// <summary>Api or Silo: which of the two programs it runs.</summary>
    public string Program => Entrypoint.Any(part => part.EndsWith("Orleans.Gateway.Silo.dll", StringComparison.Ordinal)) ? "Silo" : "Api";
}
