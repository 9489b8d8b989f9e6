using Orleans.Gateway.Harness;

namespace Orleans.Gateway.Cost;

/// <summary>The document of the gateway that is measured: one alias for each way in which the mock answers.</summary>
internal static class Document
{
    public const string Key = "cost-key-0123456789";

    /// <summary>An alias whose first backend fails in all ways, and whose second does not.</summary>
    public const string Soak = "soak";

    public static string Write(string mock)
    {
        string[] ways = [Mock.Whole, Mock.Paced, Mock.Burst, Mock.Long, Mock.Idle, Mock.Endless, Mock.Either, Mock.Faulty];
        var backends = string.Join(", ", ways.Select(way =>
            $$"""
            "{{way}}": { "format": "openai", "url": "{{mock}}/{{way}}", "model": "mock", "credentials": { "header": { "name": "Authorization", "value": "Bearer sk-mock" } }, "circuit": { "enabled": {{(way == Mock.Faulty ? "false" : "true")}} } }
            """));
        var aliases = string.Join(", ", ways.Append("echo").Select(way => $$"""  "{{way}}": { "targets": [ { "backend": "{{way}}" } ] }  """));
        var path = Path.Combine(Directory.CreateTempSubdirectory("gateway-cost-").FullName, "gateway.json");
        File.WriteAllText(path,
            $$"""
            {
              "backends": { {{backends}}, "echo": { "format": "echo" } },
              "apis": { "llm": { "path": "/llm/v1", "aliases": { {{aliases}}, "{{Soak}}": { "targets": [ { "backend": "{{Mock.Faulty}}" }, { "backend": "{{Mock.Either}}", "priority": 2 } ] } } } },
              "products": { "all": { "apis": { "llm": [ "*" ] } } },
              "subscriptions": { "cost": { "product": "all", "keys": [ "{{Key}}" ] } }
            }
            """);
        return path;
    }
}
