using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace Orleans.Gateway.Api.Admin.Description;

/// <summary>
/// The OpenAPI 3.1 document of the admin API: its operations as they are mapped, and the shapes of the configuration as the published schema
/// of the document has them, so that neither can say something else than the gateway does.
/// </summary>
internal static class OpenApiDocument
{
    private const string Problem = "application/problem+json";

    public static byte[] Of(IEnumerable<AdminOperation> operations)
    {
        var paths = new JsonObject();
        foreach (var group in operations.GroupBy(operation => Path(operation.Pattern)).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var path = new JsonObject();
            foreach (var operation in group)
            {
                path[operation.Method.ToLowerInvariant()] = Operation(operation, group.Key);
            }

            paths[group.Key] = path;
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Orleans Gateway admin API",
                ["version"] = "v1",
                ["description"] = "JSON in the shapes of gateway.json. Errors are Problem Details. A write of what exists needs its ETag as If-Match (428 without, 412 when it is stale); If-None-Match: * only creates. "
                    + "Every write answers with the epoch in which it was published, takes ?reason= or the header x-gateway-reason, and leaves an audit record.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = AdminEndpoints.Root }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An admin key, or a JWT of the configured issuer." },
                },
                ["schemas"] = Schemas(),
            },
        };
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static JsonObject Operation(AdminOperation operation, string path)
    {
        var described = new JsonObject
        {
            ["operationId"] = $"{operation.Method.ToLowerInvariant()}{string.Concat(path.Split('/', '{', '}', '-').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]))}",
            ["summary"] = operation.Summary,
            ["description"] = $"Needs the role {operation.Role}.",
            ["tags"] = new JsonArray(operation.Tag),
            ["parameters"] = Parameters(operation, path),
            ["responses"] = Responses(operation),
        };
        if (operation.Body is { } schema)
        {
            described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", schema) };
        }

        return described;
    }

    private static JsonArray Parameters(AdminOperation operation, string path)
    {
        var parameters = new JsonArray();
        foreach (var name in path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')))
        {
            parameters.Add(Parameter(name, "path", name is "alias" ? "The alias; a slash in it is written as %2F." : null, required: true));
        }

        foreach (var (name, description) in operation.Query)
        {
            parameters.Add(Parameter(name, "query", description));
        }

        if (operation.IsAudited)
        {
            parameters.Add(Parameter("reason", "query", "Why, for the history and the audit record."));
        }

        if (operation.IsConditional)
        {
            parameters.Add(Parameter("If-Match", "header", "The ETag of what is to be changed."));
            parameters.Add(Parameter("If-None-Match", "header", "* creates only."));
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string place, string? description, bool required = false)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = required, ["schema"] = new JsonObject { ["type"] = "string" } };
        if (description is not null)
        {
            parameter["description"] = description;
        }

        return parameter;
    }

    private static JsonObject Responses(AdminOperation operation)
    {
        var responses = new JsonObject { ["2XX"] = new JsonObject { ["description"] = operation.IsConditional ? "Done: the new version, if it has any, the epoch, and whether every silo has it." : "Done." } };
        if (operation.IsConditional)
        {
            responses["2XX"]!["content"] = Content("application/json", "written");
        }

        (string Status, string Description, bool Applies)[] errors =
        [
            ("400", "What is wrong is under errors, by path.", operation.Body is not null || operation.Query.Count > 0),
            ("401", "No admin key, or a wrong one.", true),
            ("403", "The role is not enough.", true),
            ("404", "There is no such thing.", operation.Pattern.Contains('{')),
            ("409", "Something refers to it, or it exists.", operation.Method is "DELETE" or "POST"),
            ("412", "Changed by someone else.", operation.IsConditional),
            ("428", "If-Match is missing.", operation.IsConditional),
            ("503", "No silo, or the store did not answer.", true),
        ];
        foreach (var (status, description, _) in errors.Where(error => error.Applies))
        {
            responses[status] = new JsonObject { ["description"] = description, ["content"] = Content(Problem, "problem") };
        }

        return responses;
    }

    private static JsonObject Content(string type, string schema) =>
        new() { [type] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" } } };

    private static JsonObject Schemas()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("gateway.schema.json")!;
        using var reader = new StreamReader(stream);
        var published = JsonNode.Parse(reader.ReadToEnd().Replace("#/$defs/", "#/components/schemas/", StringComparison.Ordinal))!.AsObject();
        var schemas = published["$defs"]!.AsObject();
        published.Remove("$defs");
        published.Remove("$id");
        published.Remove("$schema");
        schemas = schemas.DeepClone().AsObject();
        schemas["document"] = published.DeepClone();
        foreach (var (name, schema) in JsonNode.Parse(Own)!.AsObject().ToList())
        {
            schemas[name] = schema!.DeepClone();
        }

        return schemas;
    }

    private static string Path(string pattern) => pattern.Replace("**", "", StringComparison.Ordinal);

    /// <summary>The shapes that no document has.</summary>
    private const string Own =
        """
        {
          "rollback": { "type": "object", "additionalProperties": false, "required": ["version"],
            "properties": { "version": { "type": "integer", "description": "The version to bring back." } } },
          "rollout": { "type": "object", "additionalProperties": false, "required": ["backend", "steps"],
            "properties": {
              "backend": { "type": "string", "description": "The canary." },
              "steps": { "type": "array", "minItems": 2, "maxItems": 10, "description": "With rising shares; the last one is 100.",
                "items": { "type": "object", "additionalProperties": false, "required": ["percent"],
                  "properties": {
                    "percent": { "type": "integer", "minimum": 1, "maximum": 100 },
                    "minimumDuration": { "type": ["string", "null"], "default": "00:05:00" },
                    "minimumSamples": { "type": "integer", "minimum": 10, "maximum": 1000000, "default": 100 } } } },
              "errorMargin": { "type": "number", "minimum": 0.001, "maximum": 0.5, "default": 0.02 },
              "latencyMargin": { "type": "number", "minimum": 0.1, "maximum": 10, "default": 0.5 },
              "stickiness": { "enum": ["user", "subscription", "call"], "default": "user" } } },
          "safetyTrial": { "type": "object", "additionalProperties": false, "required": ["text"],
            "properties": { "text": { "type": "string", "minLength": 1, "description": "At most 10,000 characters." } } },
          "circuitMode": { "type": "object", "additionalProperties": false, "required": ["mode"],
            "properties": { "mode": { "enum": ["open", "close", "auto"] } } },
          "adminKey": { "type": "object", "additionalProperties": false, "required": ["name", "role"],
            "properties": { "name": { "type": "string" }, "role": { "enum": ["viewer", "operator", "admin"] }, "expires": { "type": ["string", "null"], "format": "date-time" } } },
          "written": { "type": "object",
            "properties": { "version": { "type": "integer" }, "epoch": { "type": "integer" }, "acknowledged": { "type": "boolean" }, "laggards": { "type": "array", "items": { "type": "string" } }, "keys": { "type": "object", "additionalProperties": { "type": "string" } } } },
          "problem": { "type": "object",
            "properties": { "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" }, "detail": { "type": "string" },
              "traceId": { "type": ["string", "null"] }, "errors": { "type": "object", "additionalProperties": { "type": "array", "items": { "type": "string" } } } } }
        }
        """;
}
