using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Orleans.Gateway.Cluster.Tests.Deploy;

/// <summary>What helm has made of the chart: the objects that would be sent to Kubernetes.</summary>
internal sealed record ChartOutput(IReadOnlyList<JsonNode> Objects)
{
    public IReadOnlyList<ChartPod> Pods => [.. Of("Deployment").Select(deployment => new ChartPod(deployment))];

    public IEnumerable<JsonNode> Of(string kind) => Objects.Where(item => (string?)item["kind"] == kind);

    /// <exception cref="YamlException">Also for a key that stands there twice, which Kubernetes would refuse.</exception>
    public static ChartOutput Read(string text)
    {
        // What is not quoted is a number or a truth where it looks like one, as for Kubernetes.
        var deserializer = new DeserializerBuilder().WithDuplicateKeyChecking().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        var objects = new List<JsonNode>();
        while (parser.Accept<DocumentStart>(out _))
        {
            if (deserializer.Deserialize<object?>(parser) is { } item)
            {
                objects.Add(Node(item)!);
            }
        }

        return new(objects);
    }

    private static JsonNode? Node(object? item) => item switch
    {
        Dictionary<object, object?> map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key.ToString()!, Node(entry.Value)))),
        List<object?> list => new JsonArray([.. list.Select(Node)]),
        null => null,
        string text => JsonValue.Create(text),
        bool truth => JsonValue.Create(truth),
        _ => JsonValue.Create(Convert.ToDouble(item, System.Globalization.CultureInfo.InvariantCulture)),
    };
}

/// <summary>The pods of a deployment; each has one container.</summary>
internal sealed record ChartPod(JsonNode Deployment)
{
    private JsonNode Template => Deployment["spec"]!["template"]!;

    public string Component => (string)Labels["app.kubernetes.io/component"]!;

    public JsonObject Labels => Template["metadata"]!["labels"]!.AsObject();

    public JsonNode Spec => Template["spec"]!;

    public JsonNode Container => Assert.Single(Spec["containers"]!.AsArray())!;

    public IReadOnlyList<JsonNode> Variables => [.. Container["env"]!.AsArray().Select(variable => variable!)];

    public IReadOnlyList<string> Names => [.. Variables.Select(variable => (string)variable["name"]!)];

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, int> Ports => Container["ports"]!.AsArray().ToDictionary(port => (string)port!["name"]!, port => (int)(double)port!["containerPort"]!);

    public IReadOnlyList<string> Command => Container["command"] is JsonArray command ? [.. command.Select(part => (string)part!)] : [];

    /// <summary>Api or Silo: which of the two programs it runs.</summary>
    public string Program => Command.Count == 0 ? "Api" : "Silo";

    public bool HasSilo => Component is "node" or "silo";

    /// <summary>What is written there, or null where it comes from elsewhere or is not there.</summary>
    public string? Value(string name) => (string?)Variables.SingleOrDefault(variable => (string)variable["name"]! == name)?["value"];

    public bool IsFoundBy(JsonNode? labels) =>
        labels!.AsObject() is { Count: > 0 } wanted && wanted.All(label => (string?)Labels[label.Key] == (string?)label.Value);
}
