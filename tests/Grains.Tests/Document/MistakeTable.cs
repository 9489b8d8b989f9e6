namespace Orleans.Gateway.Grains.Tests.Document;

/// <summary>What somebody wrote, and what they are told.</summary>
public static class MistakeTable
{
    private const string Targets = "at least one target, for example [ { \"backend\": \"…\" } ]";

    public static TheoryData<string, string> Rows => new()
    {
        // Not JSON, or not an object
        { "", "document: line 1, column 1: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true." },
        { "{\n  \"ä\": x }", "document: line 2, column 8: 'x' is an invalid start of a value." },
        { "{ \"a\": this-is-canary-4711 }", "document: line 1, column 9: something other than true, false and null stands here without quotes. Put it in quotes." },
        { "{} {}", "document: line 1, column 4: '{' is invalid after a single JSON value. Expected end of data." },
        { "{\n \"a\\ud800\": 1 }", "document: line 2, column 2: the \\u escapes of this text do not make characters. Write the characters themselves." },
        { "[]", "document: is a list. Write an object, { … }." },

        // Properties
        { """{ "backend": {} }""", "backend: the document has no property of this name. Did you mean \"backends\"?" },
        { """{ "whatever": {} }""", "whatever: the document has no property of this name. Known: $schema, backends, apis, products, subscriptions." },
        { """{ "apis": {}, "apis": {} }""", "apis: is there twice. Keep one of the two." },
        { """{ "metrics": { "dimensions": {} } }""", "metrics: metric dimensions are not part of this version. Remove the property." },
        { """{ "$schema": 1 }""", "$schema: is a number. Write a string." },
        { """{ "backends": [] }""", "backends: is a list. Write an object, { \"name\": … }." },
        { """{ "backends": { "b": { "format": "echo" }, "b": { "format": "echo" } } }""", "backends.b: is there twice. Keep one of the two." },
        { """{ "backends": { "a b": { "format": "echo" } } }""", "backends[\"a b\"]: cannot be a name. Use 1 to 64 characters: letters, digits, '.', '_' and '-'." },
        { """{ "backends": { "": { "format": "echo" } } }""", "backends[\"\"]: cannot be a name. Use 1 to 64 characters: letters, digits, '.', '_' and '-'." },
        { """{ "backends": { "..": { "format": "echo" } } }""", "backends[\"..\"]: cannot be a name: between slashes there must be more than nothing, '.' or '..'. Choose another." },

        // Backends
        { Documents.Backend("1"), "backends.b: is a number. Write an object, { … }." },
        { Documents.Backend("{}"), "backends.b.format: is missing. Add one of: openai, anthropic, echo." },
        { Documents.Backend("""{ "format": "opneai" }"""), "backends.b.format: \"opneai\" is not a format. Use one of: openai, anthropic, echo." },
        { Documents.Backend("""{ "format": "openai" }"""), "backends.b.url: is missing. Add the URL of the model, for example \"https://api.openai.com/v1\"." },
        { Documents.Backend("""{ "format": "echo", "url": "https://x" }"""), "backends.b.url: has no effect in a backend of the format echo. Remove the property." },
        { Documents.Backend("""{ "format": "echo", "betas": ["x"] }"""), "backends.b.betas: has no effect in a backend of the format echo. Remove the property." },
        { Documents.Backend("""{ "format": "openai", "url": "https://x", "anthropicVersion": "2023-06-01" }"""), "backends.b.anthropicVersion: has no effect in a backend of the format openai. Remove the property." },
        { Documents.Backend("""{ "format": "anthropic", "url": "https://x", "anthropicVersion": "latest" }"""), "backends.b.anthropicVersion: is not a version, which is a date such as \"2023-06-01\". Remove the property to send that one." },
        { Documents.Backend("""{ "format": "anthropic", "url": "https://x", "betas": ["a,b"] }"""), "backends.b.betas[0]: is not the name of a beta. Write one such as \"context-1m-2025-08-07\" in each entry." },
        { Documents.Backend("""{ "format": "anthropic", "url": "https://x", "betas": ["a", "a"] }"""), "backends.b.betas[1]: is there twice. Keep one of the two." },
        { Documents.Backend("""{ "format": "echo", "model": "" }"""), "backends.b.model: is empty. Write a value, or remove the property." },
        { Documents.Backend("""{ "format": "echo", "model": "${env:KEY}" }"""), "backends.b.model: holds a reference. References work in secrets only: credentials.header.value, headers and the keys of subscriptions." },
        { Documents.Backend("""{ "format": "echo", "limits": [] }"""), "backends.b.limits: limits are not part of this version. Remove the property." },
        { Documents.Backend("""{ "format": "echo", "circuit": { "enabled": false, "trip": "00:00:10" } }"""), "backends.b.circuit.trip: has no effect in a circuit that is not enabled. Remove the property." },
        { Documents.Backend("""{ "format": "echo", "circuit": { "trip": "00:10:00" } }"""), "backends.b.circuit.trip: leaves maxTrip (00:05:00) below trip (00:10:00). Raise maxTrip, or lower trip." },
        { Documents.Backend("""{ "format": "echo", "circuit": { "rules": [{}] } }"""), "backends.b.circuit.rules[0]: needs one of failures and percent: how many failures, or which share of the calls, opens the circuit." },
        { Documents.Backend("""{ "format": "echo", "circuit": { "rules": [{ "failures": 1, "percent": 1, "interval": "00:00:01" }] } }"""), "backends.b.circuit.rules[0]: needs one of failures and percent: how many failures, or which share of the calls, opens the circuit." },
        { Documents.Backend("""{ "format": "echo", "circuit": { "rules": [{ "failures": 0 }] } }"""), "backends.b.circuit.rules[0].failures: must be a whole number from 1 to 10,000." },
        { Documents.Backend("""{ "format": "echo", "circuit": { "rules": [{ "percent": 50 }] } }"""), "backends.b.circuit.rules[0].interval: is missing. Add the time over which the share counts, for example \"00:01:00\"." },
        { Documents.Backend("""{ "format": "echo", "circuit": { "rules": [{ "failures": 2, "minimumCalls": 5 }] } }"""), "backends.b.circuit.rules[0].minimumCalls: has no effect without percent. Remove the property." },
        { Documents.Backend("""{ "format": "echo", "circuit": { "rules": [{ "failures": 2, "statuses": ["200"] }] } }"""), "backends.b.circuit.rules[0].statuses[0]: is not a status of an error. Write one such as \"429\", \"5xx\" or \"500-504\" in each entry, from 400 to 599." },
        { Documents.Backend("""{ "format": "echo", "circuit": { "rules": [{ "failures": 2, "statuses": ["5xx", "5xx"] }] } }"""), "backends.b.circuit.rules[0].statuses[1]: is there twice. Keep one of the two." },
        { Documents.Backend("""{ "format": "echo", "maxConcurrent": 0 }"""), "backends.b.maxConcurrent: must be a whole number from 1 to 1,000,000." },
        { Documents.Backend("""{ "format": "echo", "maxQueue": 5 }"""), "backends.b.maxQueue: has no effect without maxConcurrent. Add that, or remove the property." },
        { Documents.Backend("""{ "format": "echo", "queueTimeout": "00:00:01" }"""), "backends.b.queueTimeout: has no effect without maxConcurrent. Add that, or remove the property." },
        { Documents.Backend("""{ "format": "echo", "contextWindow": 0 }"""), "backends.b.contextWindow: must be a whole number from 1 to 100,000,000." },
        { Documents.Backend("""{ "format": "echo", "timeouts": { "conect": "00:00:01" } }"""), "backends.b.timeouts.conect: timeouts has no property of this name. Did you mean \"connect\"?" },
        { Documents.Backend("""{ "format": "echo", "timeouts": { "idle": "00:00:00" } }"""), "backends.b.timeouts.idle: must be a time above 0 as \"hh:mm:ss\", for example \"00:00:30\"." },
        { Documents.Backend("""{ "format": "echo", "timeouts": { "idle": "30" } }"""), "backends.b.timeouts.idle: must be a time above 0 as \"hh:mm:ss\", for example \"00:00:30\"." },
        { Documents.Backend("""{ "format": "echo", "timeouts": { "idle": 30 } }"""), "backends.b.timeouts.idle: is a number. Write a string." },

        // Secrets
        { Credential("""{ }"""), "backends.b.credentials.header: is missing. Add { \"name\": …, \"value\": … }, or managedIdentity." },
        { Credential("""{ "managedIdentity": {} }"""), "backends.b.credentials.managedIdentity.resource: is missing. Add whom the token is for, for example \"https://ai.azure.com\" or \"https://cognitiveservices.azure.com\"." },
        { Credential("""{ "managedIdentity": { "resource": "http://x" } }"""), "backends.b.credentials.managedIdentity.resource: is not the identifier of a resource. Write an https URL without a query, for example \"https://ai.azure.com\"." },
        { Credential("""{ "managedIdentity": { "resource": "https://x", "clientId": "me" } }"""), "backends.b.credentials.managedIdentity.clientId: is not the client id of an identity, which is a GUID. Remove the property to use the identity of the machine." },
        { Credential("""{ "managedIdentity": { "resource": "https://x" }, "header": { "name": "api-key", "value": "x" } }"""), "backends.b.credentials.header: stands beside managedIdentity. A backend is signed in at in one way: remove one of the two." },
        { Credential("""{ "header": { "value": "x" } }"""), "backends.b.credentials.header.name: is missing. Add the header's name, for example \"api-key\" or \"Authorization\"." },
        { Secret(""" "" """), "backends.b.credentials.header.value: is empty. Write the secret, best as a reference such as ${env:NAME}." },
        { Secret(""" "${env:NONE}" """), "backends.b.credentials.header.value: the environment variable NONE is not set. Provide it to the process that reads this document, or correct the reference." },
        { Secret(""" "Bearer ${env:EMPTY}" """), "backends.b.credentials.header.value: the environment variable EMPTY is empty. Provide it to the process that reads this document, or correct the reference." },
        { Secret(""" "${file:/none}" """), "backends.b.credentials.header.value: the file /none does not exist. Provide it to the process that reads this document, or correct the reference." },
        { Secret(""" "${keyvault:http://v/secrets/s}" """), "backends.b.credentials.header.value: a reference names no secret of a key vault. Write ${keyvault:https://NAME.vault.azure.net/secrets/SECRET}, with /VERSION behind it to stay at one version." },
        { Documents.Subscriptions("""{ "s": { "product": "p", "keys": ["${keyvault:https://v/secrets/s}"] } }"""), "subscriptions.s.keys[0]: is in a key vault. A subscription's key has to be known at once: use ${env:NAME} or ${file:path}." },
        { Secret(""" "${KEY}" """), "backends.b.credentials.header.value: a reference is none of ${env:NAME}, ${file:path} and ${keyvault:https://…}. Use one of them; if you mean the characters themselves, write $${ for ${." },
        { Secret(""" "${env:KEY" """), "backends.b.credentials.header.value: a reference has no closing brace. Write ${env:NAME}, ${file:path} or ${keyvault:https://…}." },
        { Secret(""" "${env:}" """), "backends.b.credentials.header.value: a reference names no variable. Write ${env:NAME}." },
        { Secret(""" "sk-0123456789abcdefghij${env:KEY}" """), "backends.b.credentials.header.value: the text beside the reference looks like a part of the secret, and would be stored and shown in clear. Put the whole secret behind the reference." },
        { Secret(""" "${env:LINES}" """), "backends.b.credentials.header.value: holds a character that no header may hold, such as a line break. Remove it." },
        { Secret(""" "a\u0000b" """), "backends.b.credentials.header.value: holds a character that no header may hold, such as a line break. Remove it." },
        { Secret("""{ "configured": true, "fingerprint": "a1b2c3" }"""), "backends.b.credentials.header.value: is the mask of an exported secret (fingerprint a1b2c3), not the secret. Write it again, best as a reference such as ${env:NAME}." },
        { Headers("""{ "Host": "x" }"""), "backends.b.headers.Host: the gateway sets the header Host itself. Remove it." },
        { Headers("""{ "transfer-encoding": "x" }"""), "backends.b.headers.transfer-encoding: the gateway sets the header transfer-encoding itself. Remove it." },
        { Headers("""{ "anthropic-beta": "x" }"""), "backends.b.headers.anthropic-beta: the header anthropic-beta has a property of its own. Use betas." },
        { Headers("""{ "x y": "x" }"""), "backends.b.headers[\"x y\"]: \"x y\" is not a header name. Use letters, digits and '-'." },
        { Headers("""{ "X-A": "1", "x-a": "2" }"""), "backends.b.headers.x-a: is there twice: header names have no case. Keep one of the two." },
        { Headers("""{ "API-Key": "1" }"""), "backends.b.headers.API-Key: is the header of the credentials already. Remove one of the two." },

        // APIs
        { Api("""{ }"""), "apis.llm.path: is missing. Add where it is served, for example \"/llm/v1\"." },
        { Api("""{ "path": "/llm/v1", "limits": [ 1 ] }"""), "apis.llm.limits[0]: is a number. Write an object, { … }." },
        { Api("""{ "path": "/llm/v1", "limits": [ {} ] }"""), "apis.llm.limits[0]: limits nothing. Add at least one of tokensPerMinute, tokenQuota, requestsPerMinute and maxConcurrent." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "tokensPerMinut": 1, "maxConcurrent": 1 } ] }"""), "apis.llm.limits[0].tokensPerMinut: a limit has no property of this name. Did you mean \"tokensPerMinute\"?" },
        { Api("""{ "path": "/llm/v1", "limits": [ { "tokensPerMinute": 0 } ] }"""), "apis.llm.limits[0].tokensPerMinute: must be a whole number from 1 to 1,000,000,000,000." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "requestsPerMinute": "60" } ] }"""), "apis.llm.limits[0].requestsPerMinute: is a string. Write a number." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "tokenQuota": 1 } ] }"""), "apis.llm.limits[0].tokenQuotaPeriod: is missing. Add one of: Hourly, Daily, Weekly, Monthly, Yearly." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "tokenQuota": 1, "tokenQuotaPeriod": "monthly" } ] }"""), "apis.llm.limits[0].tokenQuotaPeriod: \"monthly\" is not a value of this property. Did you mean \"Monthly\"?" },
        { Api("""{ "path": "/llm/v1", "limits": [ { "maxConcurrent": 1, "tokenQuotaPeriod": "Monthly" } ] }"""), "apis.llm.limits[0].tokenQuotaPeriod: has no effect without tokenQuota. Add that, or remove the property." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "maxConcurrent": 1, "remainingTokensHeaderName": "x" } ] }"""), "apis.llm.limits[0].remainingTokensHeaderName: has no effect without tokensPerMinute. Add that, or remove the property." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "maxConcurrent": 1, "estimatePromptTokens": false } ] }"""), "apis.llm.limits[0].estimatePromptTokens: has no effect without tokensPerMinute or tokenQuota. Add that, or remove the property." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "maxConcurrent": 1, "counterKey": "team" } ] }"""), "apis.llm.limits[0].counterKey: is not a counter key. Use subscription, product, alias, ip, header:NAME, or several joined by '+'." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "maxConcurrent": 1, "counterKey": "claim:sub" } ] }"""), "apis.llm.limits[0].counterKey: claims are not part of this version. Use subscription, product, alias, ip or header:NAME." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "maxConcurrent": 1, "counterKey": "header:a b" } ] }"""), "apis.llm.limits[0].counterKey: \"a b\" is not a header name. Use letters, digits and '-'." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "maxConcurrent": 1, "counterKey": "ip+ip" } ] }"""), "apis.llm.limits[0].counterKey: names the same thing twice. Keep one of the two." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "maxConcurrent": 1, "retryAfterHeaderName": "x-request-id" } ] }"""), "apis.llm.limits[0].retryAfterHeaderName: the gateway sets the header x-request-id itself. Choose another name." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "maxConcurrent": 1, "onUnavailable": "open" } ] }"""), "apis.llm.limits[0].onUnavailable: \"open\" is not a value of this property. Known: spend, refuse." },
        { Api("""{ "path": "/llm/v1", "limits": [ { "maxConcurrent": 1 }, { "maxConcurrent": 2 } ] }"""), "apis.llm.limits[1]: has the same counterKey as another entry, and maxConcurrent is in both. Keep the smaller one." },
        { Api("""{ "path": "/llm/v1", "limits": {} }"""), "apis.llm.limits: is an object. Write a list, [ … ]." },
        { Api("""{ "path": "/llm/v1", "default": "yes" }"""), "apis.llm.default: is a string. Write true or false." },
        { Api("""{ "path": "/llm/v1", "displayName": "a\nb" }"""), "apis.llm.displayName: holds a control character, such as a line break. Remove it." },
        { Api("""{ "path": "/admin/v1" }"""), "apis.llm.path: /admin belongs to the gateway itself. Choose another path, for example \"/llm/v1\"." },
        { Api("""{ "path": "/v1" }"""), "apis.llm.path: /v1 is where the default API is served anyway. Set \"default\": true, and choose another path, for example \"/llm/v1\"." },
        { """{ "apis": { "a": { "path": "/llm" }, "b": { "path": "/LLM/v1" } } }""", "apis.b.path: overlaps with the path /llm of the API a. Choose one that is neither the same nor inside the other." },
        { """{ "apis": { "a": { "path": "/a", "default": true }, "b": { "path": "/b", "default": true } } }""", "apis.b.default: the API a is the default already. Only one can be." },

        // Aliases
        { Documents.Alias("{}"), $"apis.llm.aliases.a.targets: is missing. Add {Targets}." },
        { Documents.Alias("""{ "targets": [] }"""), $"apis.llm.aliases.a.targets: is empty. Add {Targets}." },
        { Documents.Alias("""{ "targets": {} }"""), "apis.llm.aliases.a.targets: is an object. Write a list, [ … ]." },
        { Documents.Alias("""{ "targets": [ {} ] }"""), "apis.llm.aliases.a.targets[0].backend: is missing. Add the name of a backend." },
        { Documents.Alias("""{ "targets": [ { "backend": "zzz" } ] }"""), "apis.llm.aliases.a.targets[0].backend: there is no backend \"zzz\". Known: b, c." },
        { Documents.Alias("""{ "targets": [ { "backend": "b" }, { "backend": "b", "priority": 2 } ] }"""), "apis.llm.aliases.a.targets[1]: the backend \"b\" is a target of this alias already. Remove one of the two." },
        { Documents.Alias("""{ "targets": [ { "backend": "b" }, { "backend": "c", "priority": 2, "weight": 0 } ] }"""), "apis.llm.aliases.a.targets: all targets of priority 2 have the weight 0. Give at least one of them a weight above 0." },
        { Documents.Alias("""{ "targets": [ { "backend": "b", "priority": 0 } ] }"""), "apis.llm.aliases.a.targets[0].priority: must be a whole number from 1 to 100." },
        { Documents.Alias("""{ "targets": [ { "backend": "b", "weight": 1.5 } ] }"""), "apis.llm.aliases.a.targets[0].weight: must be a whole number from 0 to 1,000." },
        { Documents.Alias("""{ "targets": [ { "backend": "b", "weight": 1e400 } ] }"""), "apis.llm.aliases.a.targets[0].weight: must be a whole number from 0 to 1,000." },
        { Documents.Alias("""{ "strategy": "x", "targets": [ { "backend": "b" } ] }"""), "apis.llm.aliases.a.strategy: \"x\" is not a value of this property. Known: weighted, latency, roundRobin." },
        { Documents.Alias("""{ "affinity": "sticky", "targets": [ { "backend": "b" } ] }"""), "apis.llm.aliases.a.affinity: \"sticky\" is not a value of this property. Known: promptCache." },
        { Documents.Alias("""{ "maxAttempts": 11, "targets": [ { "backend": "b" } ] }"""), "apis.llm.aliases.a.maxAttempts: must be a whole number from 1 to 10." },
        { Documents.Alias("""{ "panic": 1, "targets": [ { "backend": "b" } ] }"""), "apis.llm.aliases.a.panic: is a number. Write true or false." },
        { Documents.Alias("""{ "defaults": [], "targets": [ { "backend": "b" } ] }"""), "apis.llm.aliases.a.defaults: is a list. Write an object, { \"name\": … }." },
        { Documents.Alias("""{ "defaults": { "model": "x" }, "targets": [ { "backend": "b" } ] }"""), "apis.llm.aliases.a.defaults.model: belongs to the client and the gateway. Remove it." },
        { Documents.Alias("""{ "forced": { "seed": null }, "targets": [ { "backend": "b" } ] }"""), "apis.llm.aliases.a.forced.seed: is null. Write a value, or remove the property." },
        { Documents.Alias("""{ "defaults": { "seed": 1 }, "forced": { "seed": 2 }, "targets": [ { "backend": "b" } ] }"""), "apis.llm.aliases.a.defaults.seed: is forced, so that it is never filled in. Remove one of the two." },
        { Documents.Alias("""{ "rollout": {}, "targets": [ { "backend": "b" } ] }"""), "apis.llm.aliases.a.rollout: rollouts are begun with PUT …/aliases/{alias}/rollout of the admin API and are not part of this version. Remove the property." },
        { """{ "backends": { "b": { "format": "echo" } }, "apis": { "llm": { "path": "/llm/v1", "aliases": { "a//b": { "targets": [ { "backend": "b" } ] } } } } }""", "apis.llm.aliases[\"a//b\"]: cannot be a name: between slashes there must be more than nothing, '.' or '..'. Choose another." },

        // Products and subscriptions
        { Product("""{ "apis": {} }"""), "products.p.apis: is empty. Add the APIs that it gives access to, for example { \"llm\": [\"*\"] }." },
        { Product("""{ "apis": { "llm": [] } }"""), "products.p.apis.llm: is empty. Write the names of aliases, or [\"*\"] for all." },
        { Product("""{ "apis": { "lmm": ["*"] } }"""), "products.p.apis.lmm: there is no API \"lmm\". Did you mean \"llm\"?" },
        { Product("""{ "apis": { "llm": ["gtp"] } }"""), "products.p.apis.llm[0]: the API has no alias \"gtp\". Did you mean \"gpt\"?" },
        { Product("""{ "apis": { "llm": ["gpt", "*"] } }"""), "products.p.apis.llm[1]: is covered by another entry of this list. Keep one of the two." },
        { Product("""{ "apis": { "llm": ["*"] }, "showRouting": "yes" }"""), "products.p.showRouting: is a string. Write true or false." },
        { Product("""{ "apis": { "llm": ["*"] }, "cache": {} }"""), "products.p.cache.ttl: is missing. Add how long an answer is given again, for example \"00:10:00\"." },
        { Product("""{ "apis": { "llm": ["*"] }, "cache": { "ttl": "00:01:00", "maxBytes": 10 } }"""), "products.p.cache.maxBytes: must be a whole number from 65,536 to 4,294,967,296." },
        { Safety(""" "shieldPrompt": false """), "products.p.contentSafety: looks at nothing. Add at least one of categories, blocklists and shieldPrompt." },
        { Safety(""" "categories": { "hate": 7 } """), "products.p.contentSafety.categories.hate: must be a whole number from 1 to 6." },
        { Safety(""" "categories": { "anger": 4 } """), "products.p.contentSafety.categories.anger: categories has no property of this name. Known: hate, selfHarm, sexual, violence." },
        { Safety(""" "categories": { "hate": 4 }, "windowSize": 100 """), "products.p.contentSafety.windowSize: has no effect where completions is not true. Remove the property." },
        { Safety(""" "categories": { "hate": 4 }, "completions": true, "windowSize": 100, "windowOverlap": 100 """), "products.p.contentSafety.windowOverlap: the overlap (100) must be less than the window (100)." },
        { Safety(""" "shieldPrompt": true, "completions": true """), "products.p.contentSafety.completions: has no effect without categories or blocklists: a shield is for prompts. Add one of them, or remove the property." },
        { Safety(""" "shieldPrompt": true, "outputType": "EightSeverityLevels" """), "products.p.contentSafety.outputType: has no effect without categories. Add them, or remove the property." },
        { Safety(""" "categories": { "hate": 4 }, "prompts": false """), "products.p.contentSafety: looks at neither prompts nor completions. Set one of the two to true." },
        { Safety(""" "blocklists": ["a b"] """), "products.p.contentSafety.blocklists[0]: is not the name of a block list, which has 1 to 64 letters, digits and -._~ in it." },
        { Safety(""" "blocklists": ["a", "a"] """), "products.p.contentSafety.blocklists[1]: is there twice. Keep one of the two." },
        { Safety(""" "shieldPrompt": true """, endpoint: "http://169.254.169.254"), "products.p.contentSafety.endpoint: leads to a link-local or metadata address, where no model is served. Use the address of the model." },
        { Safety(""" "shieldPrompt": true """, endpoint: "https://s.example/contentsafety"), "products.p.contentSafety.endpoint: holds more than the resource. Write it without /contentsafety and without a query: the gateway appends both." },
        { Documents.Backend("""{ "format": "openai", "url": "https://x", "onDisconnect": "wait" }"""), "backends.b.onDisconnect: \"wait\" is not a value of this property. Known: cancel, drain." },
        { Product("""{ "apis": { "llm": ["*"] }, "limits": [ {} ] }"""), "products.p.limits[0]: limits nothing. Add at least one of tokensPerMinute, tokenQuota, requestsPerMinute and maxConcurrent." },
        { Documents.Subscriptions("""{ "s": { "keys": ["demo-key"] } }"""), "subscriptions.s.product: is missing. Add the name of a product." },
        { Documents.Subscriptions("""{ "s": { "product": "q", "keys": ["demo-key"] } }"""), "subscriptions.s.product: there is no product \"q\". Known: p." },
        { Documents.Subscriptions("""{ "s": { "product": "p" } }"""), "subscriptions.s.keys: is missing. Add one or two keys, for example [\"${env:TEAM_KEY}\"]." },
        { Documents.Subscriptions("""{ "s": { "product": "p", "keys": [] } }"""), "subscriptions.s.keys: has no key. A subscription has a primary key and, if wanted, a secondary one." },
        { Documents.Subscriptions("""{ "s": { "product": "p", "keys": ["${env:SHORT}"] } }"""), "subscriptions.s.keys[0]: is too short to be a key. Use at least 8 characters, better 32 random ones." },
        { Documents.Subscriptions("""{ "s": { "product": "p", "keys": ["demo key"] } }"""), "subscriptions.s.keys[0]: holds a character that no key may hold, such as a space. Use letters, digits and punctuation of ASCII." },
        { Documents.Subscriptions("""{ "s": { "product": "p", "keys": ["gw-team-a-madeup"] } }"""), "subscriptions.s.keys[0]: begins with gw- like the gateway's own keys, but its checksum is wrong, so it was mistyped or made up. Copy it again, or choose a key that begins otherwise." },
        { Documents.Subscriptions("""{ "s": { "product": "p", "keys": ["${env:TEAM}"] }, "t": { "product": "p", "keys": ["${env:TEAM}"] } }"""), "subscriptions.t.keys[0]: is the same key as subscriptions.s.keys[0]. Give each its own." },
        { Documents.Subscriptions("""{ "s": { "product": "p", "keys": ["demo-key"], "state": "paused" } }"""), "subscriptions.s.state: \"paused\" is not a value of this property. Known: active, suspended." },
    };

    private static string Credential(string json) => Documents.Backend($$"""{ "format": "openai", "url": "https://x", "credentials": {{json}} }""");

    private static string Secret(string json) => Credential($$"""{ "header": { "name": "api-key", "value": {{json}} } }""");

    private static string Headers(string json) =>
        Documents.Backend($$"""{ "format": "openai", "url": "https://x", "credentials": { "header": { "name": "api-key", "value": "x" } }, "headers": {{json}} }""");

    private static string Api(string json) => $$"""{ "apis": { "llm": {{json}} } }""";

    private static string Safety(string properties, string endpoint = "https://s.example") => Product(
        $$"""{ "apis": { "llm": ["*"] }, "contentSafety": { "endpoint": "{{endpoint}}", "credentials": { "header": { "name": "k", "value": "v" } }, {{properties}} } }""");

    private static string Product(string json) => $$"""
        { "backends": { "b": { "format": "echo" } },
          "apis": { "llm": { "path": "/llm/v1", "aliases": { "gpt": { "targets": [ { "backend": "b" } ] } } } },
          "products": { "p": {{json}} } }
        """;
}
