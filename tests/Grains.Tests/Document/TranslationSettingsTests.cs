using System.Buffers;
using System.Text;
using System.Text.Json;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Document;
using Orleans.Gateway.Grains.Catalog.Translations;
using Orleans.Gateway.Translation.OpenAiToAnthropic;

namespace Orleans.Gateway.Grains.Tests.Document;

/// <summary>What a document says about translations, from the reader to the options that translations read.</summary>
public class TranslationSettingsTests
{
    private const string Choice = "apis.llm.aliases.a.";

    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SchemaCheck.Root(), "docs", "gateway.schema.json"))).RootElement;

    /// <summary>What somebody wrote, what they are told, and whether an editor with the schema tells them too.</summary>
    public static TheoryData<string, string, bool> Mistakes => new()
    {
        { Alias(""" "onUnsupported": "rejct" """), Choice + "onUnsupported: \"rejct\" is not a value of this property. Did you mean \"reject\"?", true },
        { Alias(""" "onUnsupported": true """), Choice + "onUnsupported: is true or false. Write a string.", true },
        { Alias(""" "onUnsuported": "drop" """), Choice + "onUnsuported: an alias has no property of this name. Did you mean \"onUnsupported\"?", true },
        { Alias(""" "exposeReasoning": "no" """), Choice + "exposeReasoning: is a string. Write true or false.", true },
        { Alias(""" "defaultMaxTokens": 0 """), Choice + "defaultMaxTokens: must be a whole number from 1 to 1,000,000.", true },
        { Alias(""" "defaultMaxTokens": 1000001 """), Choice + "defaultMaxTokens: must be a whole number from 1 to 1,000,000.", true },
        { Alias(""" "clampMaxTokens": 1 """), Choice + "clampMaxTokens: is a number. Write true or false.", true },
        { Alias(""" "prefill": "continue" """), Choice + "prefill: \"continue\" is not a value of this property. Known: reject, drop, continueAsUser.", true },
        { Alias(""" "systemPlacement": "hoisted" """), Choice + "systemPlacement: \"hoisted\" is not a value of this property. Did you mean \"hoist\"?", true },
        { Alias(""" "autoCache": [] """), Choice + "autoCache: is a list. Write true or false.", true },
        { Alias(""" "sendUser": "u" """), Choice + "sendUser: is a string. Write true or false.", true },
        { Alias(""" "maxPauseContinuations": 21 """), Choice + "maxPauseContinuations: must be a whole number from 0 to 20.", true },
        { Documents.Alias("""{ "prefill": "x" }"""), Choice + "targets: is missing. Add at least one target, for example [ { \"backend\": \"…\" } ].\n" + Choice + "prefill: \"x\" is not a value of this property. Known: reject, drop, continueAsUser.", true },
        { Backend(""" "streamUpstream": "allways" """), "backends.b.streamUpstream: \"allways\" is not a value of this property. Did you mean \"always\"?", true },
        { Backend(""" "allowClientBetas": "x" """), "backends.b.allowClientBetas: is a string. Write true or false.", true },
        { Backend(""" "webSearch": 0 """), "backends.b.webSearch: is a number. Write true or false.", true },
        { Backend(""" "allowFileIds": {} """), "backends.b.allowFileIds: is an object. Write true or false.", true },
        { Backend(""" "capabilities": [] """), "backends.b.capabilities: is a list. Write an object, { … }.", true },
        { Cell(""" "maxOutputTokns": 1 """), "backends.b.capabilities.maxOutputTokns: capabilities has no property of this name. Did you mean \"maxOutputTokens\"?", true },
        { Cell(""" "family": "gpt-4o" """), "backends.b.capabilities.family: \"gpt-4o\" is not the name of a Claude model. Write one such as \"claude-sonnet-4-5\", or remove the property.", true },
        { Cell(""" "maxOutputTokens": 1.5 """), "backends.b.capabilities.maxOutputTokens: must be a whole number from 1 to 1,000,000.", true },
        { Cell(""" "sampling": "some" """), "backends.b.capabilities.sampling: \"some\" is not a value of this property. Known: none, one, all.", true },
        { Cell(""" "thinkingOff": "between_tools" """), "backends.b.capabilities.thinkingOff: \"between_tools\" is not a value of this property. Did you mean \"betweenTools\"?", true },
        { Cell(""" "effort": "low" """), "backends.b.capabilities.effort: is a string. Write a list, [ … ].", true },
        { Cell(""" "effort": ["low", "hihg"] """), "backends.b.capabilities.effort[1]: \"hihg\" is not a value of this property. Did you mean \"high\"?", true },
        { Cell(""" "effort": ["low", "low"] """), "backends.b.capabilities.effort[1]: is there twice. Keep one of the two.", true },
        { Cell(""" "priorityTier": "yes" """), "backends.b.capabilities.priorityTier: is a string. Write true or false.", true },
    };

    public static TheoryData<string> OnlyForAnthropic => ["\"streamUpstream\": \"never\"", "\"capabilities\": {}", "\"allowClientBetas\": false", "\"webSearch\": true", "\"allowFileIds\": true"];

    public static TheoryData<string, string> Edits => new()
    {
        { "\"onUnsupported\": \"reject\"", "apis.llm.aliases.claude.onUnsupported (removed)" },
        { "\"exposeReasoning\": false", "apis.llm.aliases.claude.exposeReasoning (removed)" },
        { "\"defaultMaxTokens\": 4096", "apis.llm.aliases.claude.defaultMaxTokens (removed)" },
        { "\"clampMaxTokens\": true", "apis.llm.aliases.claude.clampMaxTokens (removed)" },
        { "\"prefill\": \"drop\"", "apis.llm.aliases.claude.prefill (removed)" },
        { "\"systemPlacement\": \"hoist\"", "apis.llm.aliases.claude.systemPlacement (removed)" },
        { "\"autoCache\": true", "apis.llm.aliases.claude.autoCache (removed)" },
        { "\"sendUser\": false", "apis.llm.aliases.claude.sendUser (removed)" },
        { "\"maxPauseContinuations\": 3", "apis.llm.aliases.claude.maxPauseContinuations (removed)" },
        { "\"streamUpstream\": \"always\"", "backends.claude.streamUpstream (removed)" },
        { "\"allowClientBetas\": true", "backends.claude.allowClientBetas (removed)" },
        { "\"webSearch\": false", "backends.claude.webSearch (removed)" },
        { "\"allowFileIds\": true", "backends.claude.allowFileIds (removed)" },
        { "\"sampling\": \"one\"", "backends.claude.capabilities.sampling (removed)" },
        { "\"effort\": [\"low\", \"medium\", \"high\", \"xhigh\", \"max\"]", "backends.claude.capabilities.effort (removed)" },
        { "\"thinksByDefault\": false", "backends.claude.capabilities.thinksByDefault (removed)" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_explained_where_it_is(string json, string expected, bool schemaKnows)
    {
        Assert.Equal(expected, string.Join('\n', Documents.Read(json).Mistakes));
        Assert.Equal(schemaKnows, SchemaCheck.Problems(Schema, json).Count > 0);
    }

    [Theory]
    [MemberData(nameof(OnlyForAnthropic))]
    public void What_only_a_translation_reads_is_refused_where_nothing_is_translated(string property)
    {
        foreach (var backend in new[] { "\"format\": \"openai\", \"url\": \"https://x\"", "\"format\": \"echo\"" })
        {
            var json = Documents.Backend($"{{ {backend}, {property} }}");

            Assert.Contains("has no effect", Assert.Single(Documents.Read(json).Mistakes).Problem, StringComparison.Ordinal);
            Assert.NotEmpty(SchemaCheck.Problems(Schema, json));
        }
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public void A_setting_that_went_away_is_a_difference(string property, string expected)
    {
        Assert.Contains(property, Documents.Complete, StringComparison.Ordinal);
        var edited = Documents.Complete.Replace(property, property.Split(':')[0] + ": null", StringComparison.Ordinal);

        Assert.Equal(expected, string.Join(' ', DocumentDifference.Between(Documents.Valid(edited), Snapshot(Documents.Complete), Documents.Hasher, Documents.Sealer)));
    }

    [Fact]
    public void All_settings_come_back_as_they_were_written()
    {
        var definitions = Documents.Valid(Documents.Complete).Seal(Documents.Sealer, Documents.Hasher);
        var backend = definitions.Backends["claude"];
        var alias = definitions.Aliases[AliasKey.Of("llm", "claude")];
        var written = new ArrayBufferWriter<byte>();
        AliasJson.Write(written, alias);

        Assert.Equal(alias.Translation, AliasJson.Read(written.WrittenSpan, Documents.References).OrThrow().Translation);
        Assert.NotEqual(new TranslationDefinition(), alias.Translation);
        Assert.Equal(Json(Documents.Complete, "claude"), Json(DocumentWriter.WriteBackend, backend));
    }

    [Fact]
    public void What_says_nothing_is_written_as_nothing()
    {
        var definitions = Documents.Valid("""
            { "backends": { "b": { "format": "anthropic", "url": "https://x", "streamUpstream": "auto", "webSearch": true, "capabilities": { "prefill": null } } },
              "apis": { "llm": { "path": "/llm/v1", "aliases": { "a": { "targets": [{ "backend": "b" }], "onUnsupported": "drop", "sendUser": true, "maxPauseContinuations": 5 } } } } }
            """).Seal(Documents.Sealer, Documents.Hasher);

        Assert.Equal("""{"format":"anthropic","url":"https://x"}""", Json(DocumentWriter.WriteBackend, definitions.Backends["b"]));
        Assert.Equal("""{"targets":[{"backend":"b","priority":1,"weight":100}]}""", Json(DocumentWriter.WriteAlias, definitions.Aliases[AliasKey.Of("llm", "a")]));
    }

    [Fact]
    public void The_order_of_efforts_makes_no_difference_and_none_is_something_to_say()
    {
        Assert.Equal(["low", "high"], Effort(""" "effort": ["high", "low"] """));
        Assert.Equal([], Effort(""" "effort": [] """));
        Assert.Null(Effort(""" "prefill": true """));

        static IReadOnlyList<string>? Effort(string cell) => Documents.Valid(Cell(cell)).Backends["b"].Definition.Capabilities!.Effort;
    }

    [Fact]
    public void Without_settings_translations_are_what_they_are_by_default()
    {
        var target = new BackendDefinition { Format = BackendFormats.Anthropic }.Target("claude-opus-4-1");
        var expected = new MessagesTarget { Model = "claude-opus-4-1", Capabilities = ModelFamilies.Of("claude-opus-4-1"), Betas = target.Betas };

        Assert.Same(TranslationOptions.Default, new TranslationDefinition().Compile());
        Assert.Equal(expected, target);
        Assert.Equal(expected, new BackendDefinition { Format = BackendFormats.Anthropic, Capabilities = new() }.Target("claude-opus-4-1"));
    }

    [Fact]
    public void All_settings_reach_the_translation()
    {
        var definitions = Documents.Valid(Documents.Complete).Seal(Documents.Sealer, Documents.Hasher);
        var target = definitions.Backends["claude"].Target("claude-sonnet-4-6");

        Assert.Equal(
            new TranslationOptions
            {
                OnUnsupported = OnUnsupported.Reject, ExposeReasoning = false, DefaultMaxTokens = 4_096, ClampMaxTokens = true, PrefillMode = PrefillMode.Drop,
                SystemPlacement = SystemPlacement.Hoist, AutoCache = true, SendUser = false, MaxPauseContinuations = 3,
            },
            definitions.Aliases[AliasKey.Of("llm", "claude")].Translation.Compile());
        Assert.Equal((StreamUpstream.Always, true, false, true), (target.StreamUpstream, target.AllowClientBetas, target.WebSearch, target.AllowFileIds));
        Assert.Equal(ModelFamilies.Of("claude-sonnet-4-5") with { ThinkingOff = ThinkingOff.BetweenTools, Effort = EffortLevels.All }, target.Capabilities);
    }

    [Fact]
    public void Every_choice_of_the_translation_has_a_word_and_the_schema_has_the_same()
    {
        Check(TranslationWords.OnUnsupported, "alias", "onUnsupported");
        Check(TranslationWords.Prefill, "alias", "prefill");
        Check(TranslationWords.SystemPlacement, "alias", "systemPlacement");
        Check(TranslationWords.StreamUpstream, "backend", "streamUpstream");
        Check(TranslationWords.Sampling, "capabilities", "sampling");
        Check(TranslationWords.ThinkingOff, "capabilities", "thinkingOff");
        Assert.Equal(EffortLevels.All, TranslationWords.Effort.Words.Aggregate(EffortLevels.None, (all, word) => all | TranslationWords.Effort[word]));
        Assert.Equal(TranslationWords.Effort.Words, Words(Property("capabilities", "effort").GetProperty("items")));

        static void Check<T>(WordTable<T> table, string kind, string property)
            where T : struct, Enum
        {
            Assert.Equal(Enum.GetValues<T>(), table.Words.Select(word => table[word]));
            Assert.Equal(table.Words, Words(Property(kind, property)));
        }

        static JsonElement Property(string kind, string property) => Schema.GetProperty("$defs").GetProperty(kind).GetProperty("properties").GetProperty(property);

        static IEnumerable<string> Words(JsonElement schema) => schema.GetProperty("enum").EnumerateArray().Select(word => word.GetString()).OfType<string>();
    }

    private static string Alias(string settings) => Documents.Alias($$"""{ "targets": [ { "backend": "b" } ], {{settings}} }""");

    private static string Backend(string settings) => Documents.Backend($$"""{ "format": "anthropic", "url": "https://x", {{settings}} }""");

    private static string Cell(string cell) => Backend($$""" "capabilities": { {{cell}} } """);

    private static string Json<T>(Action<Utf8JsonWriter, T> write, T value)
    {
        var written = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(written))
        {
            write(json, value);
        }

        return Encoding.UTF8.GetString(written.WrittenSpan);
    }

    /// <summary>One backend of a document, without the spaces.</summary>
    private static string Json(string document, string backend)
    {
        using var json = JsonDocument.Parse(document, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return JsonSerializer.Serialize(json.RootElement.GetProperty("backends").GetProperty(backend));
    }

    private static CatalogSnapshot Snapshot(string document)
    {
        var definitions = Documents.Valid(document).Seal(Documents.Sealer, Documents.Hasher);
        return CatalogSnapshot.Empty with
        {
            Apis = definitions.Apis,
            Aliases = definitions.Aliases.ToDictionary(alias => alias.Key, alias => new Versioned<AliasDefinition>(1, alias.Value)),
            Backends = definitions.Backends.ToDictionary(backend => backend.Key, backend => new Versioned<BackendDefinition>(1, backend.Value)),
            Products = definitions.Products,
            Subscriptions = definitions.Subscriptions,
            Metrics = definitions.Metrics,
        };
    }
}
