using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Orleans.Gateway.Grains.Access.Keys;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Tests.Secrets;

namespace Orleans.Gateway.Grains.Tests.Document;

/// <summary>Documents to read, and what they refer to.</summary>
internal static class Documents
{
    /// <summary>In every secret that a test document resolves: it must turn up nowhere.</summary>
    public const string Canary = "canary-4711";

    public static FakeReferences References { get; } = new()
    {
        Variables = { ["KEY"] = $"{Canary}-env", ["TEAM"] = $"{Canary}-team", ["EMPTY"] = "", ["LINES"] = $"{Canary}\nInjected: yes", ["SHORT"] = "1234567" },
        Files = { ["/run/key"] = $"{Canary}-file\n", ["/etc/gateway/ca.pem"] = Authority() },
    };

    public static SecretSealer Sealer { get; } = new(MasterKey.Generate());

    public static KeyHasher Hasher { get; } = new(Enumerable.Range(1, 32).Select(value => (byte)value).ToArray());

    /// <summary>Everything that a document can say in this version.</summary>
    public const string Complete = """
        {
          "$schema": "https://example.com/gateway.schema.json", // comments are allowed
          "backends": {
            "azure-gpt": {
              "format": "openai",
              "url": "https://contoso.openai.azure.com/openai/v1",
              "model": "gpt-4o",
              "credentials": { "header": { "name": "api-key", "value": "${env:KEY}" } },
              "timeouts": { "connect": "00:00:02", "firstByte": "00:00:30", "answer": "00:05:00", "firstContent": "00:00:45", "idle": "00:00:20.5", "total": "01:00:00" },
              "headers": { "x-team": "canary-4711-literal", "x-file": "${file:/run/key}" },
            },
            "claude": {
              "format": "anthropic",
              "url": "https://api.anthropic.com",
              "model": "claude-sonnet-4-6",
              "credentials": { "header": { "name": "Authorization", "value": "Bearer ${env:KEY}" } },
              "anthropicVersion": "2023-06-01",
              "betas": ["context-1m-2025-08-07"],
              "streamUpstream": "always",
              "capabilities": {
                "family": "claude-sonnet-4-5", "maxOutputTokens": 64000, "sampling": "one", "budgetThinking": true, "adaptiveThinking": false,
                "thinksByDefault": false, "thinkingOff": "betweenTools", "hidesThinking": false, "effort": ["low", "medium", "high", "xhigh", "max"],
                "forcedToolChoice": true, "prefill": true, "structuredOutput": true, "strictTools": true, "midConversationSystem": false, "priorityTier": true
              },
              "allowClientBetas": true,
              "webSearch": false,
              "allowFileIds": true,
              "circuit": {
                "rules": [
                  { "failures": 3, "interval": "00:01:00", "statuses": ["5xx", "429", "400-404"] },
                  { "percent": 40, "minimumCalls": 10, "interval": "00:00:30", "errors": ["timeout", "unreachable"] },
                  { "failures": 4 }
                ],
                "trip": "00:00:10", "maxTrip": "00:02:00", "acceptRetryAfter": false
              },
              "maxConcurrent": 50, "maxQueue": 20, "queueTimeout": "00:00:02",
              "contextWindow": 200000,
              "prices": { "input": 3, "output": 15, "cached": 0.3, "cacheWrite": 3.75 },
              "onDisconnect": "drain",
              "egress": "public-only", "caFile": "/etc/gateway/ca.pem",
              "limits": [ { "tokensPerMinute": 80000, "requestsPerMinute": 500, "estimatePromptTokens": false }, { "tokenQuota": 9000000, "tokenQuotaPeriod": "Daily", "onUnavailable": "refuse" }, { "spendLimit": 50, "spendLimitPeriod": "Daily" } ]
            },
            "foundry": {
              "format": "anthropic",
              "url": "https://contoso.services.ai.azure.com/anthropic",
              "credentials": { "managedIdentity": { "resource": "https://ai.azure.com", "clientId": "00000000-0000-0000-0000-000000000001" } },
              "headers": { "x-vault": "Key ${keyvault:https://contoso.vault.azure.net/secrets/team/0123456789abcdef}" }
            },
            "behind": { "format": "openai", "url": "https://model.example/v1", "proxy": "http://proxy.example:3128" },
            "silent": { "format": "echo", "circuit": { "enabled": false } },
            "echo": { "format": "echo" }
          },
          "apis": {
            "llm": {
              "path": "/llm/v1", "displayName": "Models", "default": true,
              "aliases": {
                "gpt": { "targets": [ { "backend": "azure-gpt", "priority": 1, "weight": 90 }, { "backend": "claude", "priority": 2 } ] },
                "meta/llama-3.3:free": { "targets": [ { "backend": "echo" } ] },
                "claude": {
                  "targets": [ { "backend": "claude" } ],
                  "strategy": "latency", "affinity": "promptCache", "maxAttempts": 5, "panic": true,
                  "onUnsupported": "reject", "exposeReasoning": false, "defaultMaxTokens": 4096, "clampMaxTokens": true, "prefill": "drop",
                  "systemPlacement": "hoist", "autoCache": true, "sendUser": false, "maxPauseContinuations": 3,
                  "defaults": { "temperature": 0.5, "stop": ["\n"] }, "forced": { "max_tokens": 1000 },
                  "limits": [ { "tokensPerMinute": 5000, "counterKey": "alias+claim:tid" }, { "maxConcurrent": 9 } ],
                  "contentSafety": { "endpoint": "https://alias.cognitiveservices.azure.com", "credentials": { "header": { "name": "Ocp-Apim-Subscription-Key", "value": "${env:KEY}" } }, "categories": { "sexual": 2 } }
                }
              }
            },
            "other": { "path": "/other", "limits": [ { "requestsPerMinute": 600, "counterKey": "ip+header:x-team", "retryAfterHeaderName": "x-wait" }, { "maxConcurrent": 50 }, { "spendLimit": 1000.5, "spendLimitPeriod": "Monthly" } ],
              "contentSafety": { "endpoint": "https://other.cognitiveservices.azure.com", "credentials": { "managedIdentity": { "resource": "https://cognitiveservices.azure.com" } }, "shieldPrompt": true, "timeout": "00:00:02", "rememberFor": "00:00:00" } }
          },
          "products": { "starter": { "apis": { "llm": ["*"] } }, "small": { "apis": { "llm": ["gpt"], "other": ["*"] }, "showRouting": true, "approval": true, "open": true, "logging": { "prompts": true, "completions": true, "maxBytes": 1000, "redact": ["[0-9]{16}"] }, "limits": [ { "tokensPerMinute": 10000, "onUnavailable": "refuse", "estimatePromptTokens": false, "remainingTokensHeaderName": "remaining-tokens", "tokensConsumedHeaderName": "consumed-tokens" } ],
            "cache": { "ttl": "00:10:00", "maxBytes": 1048576, "singleFlight": true },
            "contentSafety": { "endpoint": "https://contoso.cognitiveservices.azure.com", "credentials": { "header": { "name": "Ocp-Apim-Subscription-Key", "value": "${env:TEAM}" } },
              "categories": { "hate": 5, "violence": 7 }, "outputType": "EightSeverityLevels", "blocklists": ["house"], "completions": true, "windowSize": 500, "windowOverlap": 50, "onFailure": "allow" } } },
          "subscriptions": { "team-a": { "product": "starter", "keys": ["${env:TEAM}", "demo-key"], "limits": [ { "tokenQuota": 3000000000, "tokenQuotaPeriod": "Monthly", "counterKey": "alias", "remainingQuotaTokensHeaderName": "remaining-quota" } ] },
            "team-b": { "product": "small", "claims": { "azp": "app-1", "groups": "g" }, "expires": "2030-12-31T23:59:59Z", "state": "suspended" } },
          "metrics": { "dimensions": { "team": "header:x-team", "tenant": "claim:tid" }, "values": { "team": ["red", "blue"] }, "maxValues": 20, "subscriptions": 0 }, /* so are trailing commas */
        }
        """;

    /// <summary>Read as a document.</summary>
    public static DocumentReading Read(string json) => DocumentReader.Read(Encoding.UTF8.GetBytes(json), References);

    public static GatewayDocument Valid(string json) => Read(json).OrThrow();

    /// <summary>A document with one backend, whose object is given.</summary>
    public static string Backend(string json) => $$"""{ "backends": { "b": {{json}} } }""";

    /// <summary>A document with the backends b and c and the alias a of the API llm, whose object is given.</summary>
    public static string Alias(string json) =>
        $$"""{ "backends": { "b": { "format": "echo" }, "c": { "format": "echo" } }, "apis": { "llm": { "path": "/llm/v1", "aliases": { "a": {{json}} } } } }""";

    /// <summary>A document with the product p and the subscriptions that are given.</summary>
    public static string Subscriptions(string json) => $$"""
        { "backends": { "b": { "format": "echo" } },
          "apis": { "llm": { "path": "/llm/v1", "aliases": { "a": { "targets": [ { "backend": "b" } ] } } } },
          "products": { "p": { "apis": { "llm": ["*"] } } },
          "subscriptions": {{json}} }
        """;

    /// <summary>The certificate of an authority, as PEM.</summary>
    private static string Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=An authority for tests", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
