using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Catalog.Document;

/// <summary>
/// Writes definitions as a document spells them. What has its default is left out, but for priority and weight. A secret is its reference,
/// or a mask <c>{ "configured": true, "fingerprint": "a1b2c3" }</c>, which the reader refuses by name: an export says what must be
/// written again. Names are in order, so that the same definitions always make the same bytes.
/// </summary>
public static class DocumentWriter
{
    internal static JsonWriterOptions Options { get; } = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole document.</summary>
    public static void Write(IBufferWriter<byte> output, DocumentDefinitions definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteMap("backends", definitions.Backends, WriteBackend);
        json.WriteMap("apis", definitions.Apis, (writer, name, api) => WriteApi(writer, api, AliasesOf(name, definitions)));
        json.WriteMap("products", definitions.Products, WriteProduct);
        json.WriteMap("subscriptions", definitions.Subscriptions, WriteSubscription);
        if (definitions.Metrics is { } metrics && !metrics.IsDefault())
        {
            json.WritePropertyName("metrics");
            WriteMetrics(json, metrics);
        }

        json.WriteEndObject();
    }

    public static void WriteBackend(Utf8JsonWriter json, BackendDefinition backend)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(backend);
        json.WriteStartObject();
        json.WriteString("format", backend.Format);
        json.WriteText("url", backend.Url);
        json.WriteText("model", backend.Model);
        WriteCredentials(json, backend.Credentials);
        WriteTimeouts(json, backend.Timeouts);
        if (backend.Headers.Count > 0)
        {
            json.WriteMap("headers", backend.Headers, (writer, secret) => WriteSecret(writer, null, secret));
        }

        json.WriteText("anthropicVersion", backend.AnthropicVersion);
        if (backend.Betas.Count > 0)
        {
            json.WriteTexts("betas", backend.Betas);
        }

        json.WriteTranslation(backend);
        json.WriteCircuit(backend);
        json.WriteNumber("contextWindow", backend.ContextWindow, null);
        json.WritePrices(backend.Prices);
        json.WriteWord("onDisconnect", backend.OnDisconnect, DisconnectActions.Cancel);
        json.WriteWord("egress", backend.Egress, EgressRules.Any);
        json.WriteText("caFile", backend.CaFile);
        json.WriteText("proxy", backend.Proxy);
        json.WriteLimits(backend.Limits);
        json.WriteEndObject();
    }

    public static void WriteMetrics(Utf8JsonWriter json, MetricsDefinition metrics)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(metrics);
        UsageWriting.WriteMetrics(json, metrics);
    }

    public static void WriteAlias(Utf8JsonWriter json, AliasDefinition alias)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(alias);
        json.WriteStartObject();
        json.WriteStartArray("targets");
        foreach (var target in alias.Targets)
        {
            json.WriteStartObject();
            json.WriteString("backend", target.Backend);
            json.WriteNumber("priority", target.Priority);
            json.WriteNumber("weight", target.Weight);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteRouting(alias.Routing);
        json.WriteTranslation(alias.Translation);
        json.WriteParameters("defaults", alias.Defaults);
        json.WriteParameters("forced", alias.Forced);
        json.WriteLimits(alias.Limits);
        json.WriteContentSafety(alias.ContentSafety);
        json.WriteEndObject();
    }

    /// <param name="aliases">By their names within the API; null leaves them out, as in an answer about the API alone.</param>
    public static void WriteApi(Utf8JsonWriter json, ApiDefinition api, IReadOnlyDictionary<string, AliasDefinition>? aliases = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(api);
        json.WriteStartObject();
        json.WriteString("path", api.Path);
        json.WriteText("displayName", api.DisplayName);
        if (api.Default)
        {
            json.WriteBoolean("default", true);
        }

        if (aliases is not null)
        {
            json.WriteMap("aliases", aliases, WriteAlias);
        }

        json.WriteLimits(api.Limits);
        json.WriteContentSafety(api.ContentSafety);
        json.WriteEndObject();
    }

    public static void WriteProduct(Utf8JsonWriter json, ProductDefinition product)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(product);
        json.WriteStartObject();
        json.WriteStartObject("apis");
        foreach (var (api, aliases) in product.Apis.InOrder())
        {
            json.WriteTexts(api, aliases);
        }

        json.WriteEndObject();
        json.WriteFlag("showRouting", product.ShowRouting, false);
        json.WriteLimits(product.Limits);
        json.WriteContentSafety(product.ContentSafety);
        json.WriteCache(product.Cache);
        json.WriteLogging(product.Logging);
        json.WriteFlag("approval", product.Approval, false);
        json.WriteFlag("open", product.Open, false);
        json.WriteEndObject();
    }

    /// <summary>A key is a mask whose fingerprint begins its hash.</summary>
    public static void WriteSubscription(Utf8JsonWriter json, SubscriptionDefinition subscription)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(subscription);
        json.WriteStartObject();
        json.WriteString("product", subscription.Product);
        if (subscription.KeyHashes.Count > 0)
        {
            json.WriteStartArray("keys");
            foreach (var hash in subscription.KeyHashes)
            {
                WriteMask(json, null, hash.Length < 6 ? null : hash[..6]);
            }

            json.WriteEndArray();
        }

        if (subscription.Claims.Count > 0)
        {
            json.WriteMap("claims", subscription.Claims, static (writer, value) => writer.WriteStringValue(value));
        }

        if (subscription.State is not SubscriptionStates.Active)
        {
            json.WriteString("state", subscription.State);
        }

        if (subscription.Expires is { } expires)
        {
            json.WriteString("expires", expires);
        }

        json.WriteLimits(subscription.Limits);
        json.WriteEndObject();
    }

    private static Dictionary<string, AliasDefinition> AliasesOf(string api, DocumentDefinitions definitions) => definitions.Aliases
        .Select(alias => (Key: AliasKey.Split(alias.Key), alias.Value))
        .Where(alias => alias.Key.Api == api)
        .ToDictionary(alias => alias.Key.Alias, alias => alias.Value);

    internal static void WriteCredentials(Utf8JsonWriter json, CredentialsDefinition? credentials)
    {
        if (credentials is null)
        {
            return;
        }

        json.WriteStartObject("credentials");
        if (credentials.Header is { } header)
        {
            json.WriteStartObject("header");
            json.WriteString("name", header.Name);
            WriteSecret(json, "value", header.Value);
            json.WriteEndObject();
        }

        if (credentials.ManagedIdentity is { } identity)
        {
            json.WriteStartObject("managedIdentity");
            json.WriteString("resource", identity.Resource);
            json.WriteText("clientId", identity.ClientId);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteTimeouts(Utf8JsonWriter json, TimeoutsDefinition timeouts)
    {
        var defaults = new TimeoutsDefinition();
        if (timeouts == defaults)
        {
            return;
        }

        json.WriteStartObject("timeouts");
        json.WriteTime("connect", timeouts.Connect, defaults.Connect);
        json.WriteTime("firstByte", timeouts.FirstByte, defaults.FirstByte);
        json.WriteTime("answer", timeouts.Answer, defaults.Answer);
        json.WriteTime("firstContent", timeouts.FirstContent, defaults.FirstContent);
        json.WriteTime("idle", timeouts.Idle, defaults.Idle);
        json.WriteTime("total", timeouts.Total, defaults.Total);
        json.WriteEndObject();
    }

    private static void WriteSecret(Utf8JsonWriter json, string? property, Secret secret)
    {
        if (secret.Reference is null)
        {
            WriteMask(json, property, secret.Fingerprint);
            return;
        }

        if (property is not null)
        {
            json.WritePropertyName(property);
        }

        json.WriteStringValue(secret.Reference);
    }

    private static void WriteMask(Utf8JsonWriter json, string? property, string? fingerprint)
    {
        if (property is not null)
        {
            json.WritePropertyName(property);
        }

        json.WriteStartObject();
        json.WriteBoolean("configured", true);
        json.WriteText("fingerprint", fingerprint);
        json.WriteEndObject();
    }
}
