using System.Text;
using System.Text.Json.Nodes;
using Orleans.Gateway.FakeProvider;
using Orleans.Gateway.FakeProvider.Recordings;

namespace Orleans.Gateway.Translation.Tests.FakeProvider;

/// <summary>Every rule refuses its bad example in Anthropic's words; the request that the examples spoil is good.</summary>
public sealed class AnthropicRuleTests : IAsyncLifetime
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUg==";

    /// <summary>A whole conversation with tools, on a family that still takes nearly everything.</summary>
    private const string Good = """
        {"model":"claude-sonnet-4-5","max_tokens":4000,
         "system":[{"type":"text","text":"be brief"}],
         "tools":[{"name":"look","description":"d","input_schema":{"type":"object","properties":{"q":{"type":"string"}},"additionalProperties":false}}],
         "messages":[
          {"role":"user","content":[{"type":"text","text":"look"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgoAAAANSUhEUg=="}}]},
          {"role":"assistant","content":[{"type":"text","text":"well"},{"type":"tool_use","id":"t1","name":"look","input":{}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"seen"},{"type":"text","text":"and?"}]}],
         "metadata":{"user_id":"u-1"},"stop_sequences":["END"]}
        """;

    private ProviderClient _client = null!;

    public static TheoryData<string, string> Bad => new()
    {
        // the top level
        { "seed = 1", "seed: Extra inputs are not permitted" },
        { "mcp_servers = []", "mcp_servers: Extra inputs are not permitted" },
        { "max_tokens = -", "max_tokens: Field required" },
        { "max_tokens = \"5\"", "max_tokens: Input should be a valid integer" },
        { "max_tokens = -1", "max_tokens: Input should be greater than or equal to 0" },
        { "max_tokens = 70000", "max_tokens: 70000 > 64000, which is the maximum allowed number of output tokens for claude-sonnet-4-5" },
        { "model = -", "model: Field required" },
        { "messages = -", "messages: Field required" },
        { "messages = []", "messages: at least one message is required" },
        { "messages.0.role = \"developer\"", "messages: Unexpected role \"developer\"" },
        { "messages.0.name = \"ann\"", "messages.0.name: Extra inputs are not permitted" },
        { "system.0.text = \"\"", "system: text content blocks must be non-empty" },
        { "system.0.text = \" \"", "system: text content blocks must contain non-whitespace text" },
        { "system.0.type = \"image\"", "system.0.type: Input should be 'text'" },
        { "system = {}", "system: Input should be a valid list" },
        { "metadata.team = \"a\"", "metadata.team: Extra inputs are not permitted" },
        { "metadata.user_id = \"ann@example.com\"", "metadata.user_id: user_id appears to contain an email address" },
        { "metadata.user_id = \"+43 660 1234567\"", "metadata.user_id: user_id appears to contain a phone number" },
        { "stop_sequences = \"END\"", "stop_sequences: Input should be a valid list" },
        { "stop_sequences = [\" \\n\"]", "stop_sequences: each stop sequence must contain non-whitespace" },
        { "stream = \"yes\"", "stream: Input should be a valid boolean" },
        { "service_tier = \"default\"", "service_tier: Input should be 'auto' or 'standard_only'" },

        // blocks
        { "messages.0.content = -", "messages.0.content: Field required" },
        { "messages.0.content = \"\"", "messages.0: all messages must have non-empty content" },
        { "messages.0.content = \"  \"", "messages: text content blocks must contain non-whitespace text" },
        { "messages.0.content = []", "messages.0: all messages must have non-empty content" },
        { "messages.0.content.0.text = \"\"", "messages: text content blocks must be non-empty" },
        { "messages.0.content.0.text = \" \"", "messages: text content blocks must contain non-whitespace text" },
        { "messages.0.content.0.text = \"\" ;; messages.0.content.0.cache_control = {\"type\":\"ephemeral\"}", "messages.0.content.0.text: cache_control cannot be set for empty text blocks" },
        { "messages.0.content.0.type = \"image_url\"", "messages.0.content.0: Input tag 'image_url' found using 'type' does not match any of the expected tags: 'bash_code_execution_tool_result', 'code_" },
        { "messages.0.content.0.detail = \"low\"", "messages.0.content.0.text.detail: Extra inputs are not permitted" },
        { "messages.1.content.1.id = \"a.b:c\"", "messages.1.content.1.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'" },
        { "messages.1.content.1.name = \"a b\"", "messages.1.content.1.tool_use.name: String should match pattern" },
        { "messages.1.content.1.input = \"{}\"", "messages.1.content.1.tool_use.input: Input should be a valid dictionary" },
        { "messages.1.content.1.input = []", "messages.1.content.1.tool_use.input: Input should be a valid dictionary" },
        { "messages.1.content.1.input = -", "messages.1.content.1.tool_use.input: Field required" },
        { "messages.2.content.0.content = [{\"type\":\"text\",\"text\":\"\"}]", "messages: text content blocks must be non-empty" },
        { "messages.2.content.0.content = {}", "messages.2.content.0.tool_result.content: Input should be a valid list" },
        { "messages.2.content.0.name = \"look\"", "messages.2.content.0.tool_result.name: Extra inputs are not permitted" },
        { "messages.0.content.0 = {\"type\":\"tool_use\",\"id\":\"x\",\"name\":\"look\",\"input\":{}}", "messages.0.content.0: `tool_use` blocks can only be in `assistant` messages" },

        // images and documents
        { "messages.0.content.1.source.media_type = \"image/jpg\"", "messages.0.content.1.image.source.base64.media_type: Input should be 'image/jpeg'" },
        { "messages.0.content.1.source.media_type = \"image/jpeg\"", "messages.0.content.1.image.source.base64: The image was specified using the image/jpeg media type, but the image appears to be a image/png image" },
        { "messages.0.content.1.source.data = \"!\"", "messages.0.content.1.image.source.base64.data: Invalid base64 data" },
        { "messages.0.content.1.source.data = \"AAAA\"", "Could not process image" },
        { "messages.0.content.1.source = {\"type\":\"url\",\"url\":\"http://x/y.png\"}", "messages.0.content.1.image.source.url.url: Only HTTPS URLs are supported." },
        { "messages.2.content.0.content = [{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/gif\",\"data\":\"" + Png + "\"}}]", "messages.2.content.0.tool_result.content.0.image.source.base64: The image was specified using the image/gif" },
        { "messages.0.content.1 = {\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"AAAA\"}}", "messages.0.content.1.document.source.base64.data: The PDF specified was not valid." },

        // tools
        { "tools.0.name = \"a b\"", "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'" },
        { "tools.0.type = \"function\"", "tools.0: Input tag 'function' found using 'type'" },
        { "tools.0.function = {}", "tools.0.custom.function: Extra inputs are not permitted" },
        { "tools.0.description = null", "tools.0.custom.description: Input should be a valid string" },
        { "tools.0.input_schema = -", "tools.0.custom.input_schema: Field required" },
        { "tools.0.input_schema.type = -", "tools.0.custom.input_schema.type: Field required" },
        { "tools.0.input_schema.type = \"array\"", "tools.0.custom.input_schema.type: Input should be 'object'" },
        { "tools.0.input_schema.type = [\"object\",\"null\"]", "tools.0.custom.input_schema.type: Input should be 'object'" },
        { "tools.0.input_schema.anyOf = [{\"type\":\"object\"}]", "tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level" },
        { "tools.0.input_schema.properties.q = {\"type\":\"integer\",\"minimum\":0,\"exclusiveMinimum\":true}", "tools.0.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12" },
        { "tools.0.input_schema.properties.q = {\"type\":\"array\",\"items\":[{\"type\":\"string\"}]}", "tools.0.custom.input_schema: JSON schema is invalid." },
        { "tools.0.strict = true ;; tools.0.input_schema.additionalProperties = true", "tools.0.custom: For 'object' type, 'additionalProperties' must be explicitly set to false" },
        { "tools.1 = {\"name\":\"look\",\"input_schema\":{\"type\":\"object\"}}", "tools: Tool names must be unique." },
        { "tools = -", "Requests which include `tool_use` or `tool_result` blocks must define tools" },
        { "tool_choice = \"auto\"", "tool_choice: Input should be a valid dictionary" },
        { "tool_choice = {\"type\":\"required\"}", "tool_choice: Input tag 'required' found using 'type'" },
        { "tool_choice = {\"type\":\"tool\",\"name\":\"see\"}", "Tool 'see' not found in provided tools" },
        { "tool_choice = {\"type\":\"none\",\"disable_parallel_tool_use\":true}", "tool_choice.none.disable_parallel_tool_use: Extra inputs are not permitted" },
        { "tools = [] ;; tool_choice = {\"type\":\"auto\"}", "tool_choice may only be specified while providing tools." },
        { "tool_choice = {\"type\":\"any\"} ;; thinking = {\"type\":\"enabled\",\"budget_tokens\":2000}", "Thinking may not be enabled when tool_choice forces tool use." },
        { "model = \"claude-opus-5-5\" ;; tool_choice = {\"type\":\"any\"}", "tool_choice: type \"tool\" and \"any\" are not supported for this model." },

        // cache markers
        { "cache_control = {\"type\":\"ephemeral\"} ;; system.0.cache_control = {\"type\":\"ephemeral\"} ;; tools.0.cache_control = {\"type\":\"ephemeral\"} ;; messages.0.content.0.cache_control = {\"type\":\"ephemeral\"} ;; messages.2.content.1.cache_control = {\"type\":\"ephemeral\"}", "A maximum of 4 blocks with cache_control may be provided. Found 5." },
        { "system.0.cache_control = {\"type\":\"ephemeral\"} ;; messages.0.content.0.cache_control = {\"type\":\"ephemeral\",\"ttl\":\"1h\"}", "messages.0.content.0.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m'" },
        { "system.0.cache_control = {\"type\":\"ephemeral\",\"ttl\":\"30m\"}", "system.0.cache_control.ttl: Input should be '5m' or '1h'" },
        { "system.0.cache_control = {\"type\":\"persistent\"}", "system.0.cache_control.type: Input should be 'ephemeral'" },

        // sampling
        { "temperature = 1.5", "temperature: range: 0..1" },
        { "temperature = 0.5 ;; top_p = 0.5", "`temperature` and `top_p` cannot both be specified for this model." },
        { "model = \"claude-opus-4-7\" ;; temperature = 0.7", "`temperature` is deprecated for this model." },
        { "model = \"claude-sonnet-5\" ;; top_k = 5", "`top_k` is deprecated for this model." },
        { "temperature = 0.5 ;; thinking = {\"type\":\"enabled\",\"budget_tokens\":2000}", "`temperature` may only be set to 1 when thinking is enabled" },
        { "top_p = 0.5 ;; thinking = {\"type\":\"enabled\",\"budget_tokens\":2000}", "`top_p` must be greater than or equal to 0.95" },
        { "top_k = 5 ;; thinking = {\"type\":\"enabled\",\"budget_tokens\":2000}", "`top_k` must be unset when thinking is enabled" },

        // thinking and effort
        { "thinking = {\"type\":\"enabled\"}", "thinking.enabled.budget_tokens: Field required" },
        { "thinking = {\"type\":\"enabled\",\"budget_tokens\":1023}", "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024" },
        { "thinking = {\"type\":\"enabled\",\"budget_tokens\":4000}", "`max_tokens` must be greater than `thinking.budget_tokens`." },
        { "thinking = {\"type\":\"adaptive\"}", "adaptive thinking is not supported on this model" },
        { "model = \"claude-opus-4-8\" ;; thinking = {\"type\":\"enabled\",\"budget_tokens\":2000}", "\"thinking.type.enabled\" is not supported for this model." },
        { "model = \"claude-opus-5-5\" ;; thinking = {\"type\":\"disabled\"}", "\"thinking.type.disabled\" is not supported for this model." },
        { "model = \"claude-opus-5\" ;; thinking = {\"type\":\"disabled\"} ;; output_config = {\"effort\":\"max\"}", "\"thinking.type.disabled\" is not supported with an effort level above 'high'." },
        { "thinking = {\"type\":\"auto\"}", "thinking: Input tag 'auto' found using 'type'" },
        { "model = \"claude-opus-4-6\" ;; output_config = {\"effort\":\"xhigh\"}", "This model does not support effort level 'xhigh'. Supported levels: low, medium, high, max." },
        { "model = \"claude-opus-4-6\" ;; output_config = {\"effort\":\"minimal\"}", "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'" },
        { "output_config = {\"effort\":\"low\"}", "This model does not support the effort parameter." },
        { "thinking = {\"type\":\"enabled\",\"budget_tokens\":2000}", "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `text`." },
        { "messages.1.content.0 = {\"type\":\"thinking\",\"thinking\":\"hm\"}", "messages.1.content.0.thinking.signature: Field required" },
        { "messages.1.content.0 = {\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"made up\"}", "messages.1.content.0: Invalid `signature` in `thinking` block" },
        { "messages.1.content.0 = {\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\",\"cache_control\":{\"type\":\"ephemeral\"}}", "messages.1.content.0.thinking.cache_control: Extra inputs are not permitted" },

        // structured output
        { "output_config = {\"format\":{\"type\":\"json_schema\",\"name\":\"x\",\"schema\":{\"type\":\"object\",\"additionalProperties\":false}}}", "output_config.format.name: Extra inputs are not permitted" },
        { "output_config = {\"format\":{\"type\":\"json_object\"}}", "output_config.format.type: Input should be 'json_schema'" },
        { "output_config = {\"format\":{\"type\":\"json_schema\"}}", "output_config.format.schema: Field required" },
        { "output_config = {\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"additionalProperties\":true}}}", "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false" },
        { "output_config = {\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"integer\",\"minimum\":1}}}", "output_config.format.schema: For 'integer' type, properties minimum are not supported" },
        { "output_config = {\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"array\",\"minItems\":2}}}", "output_config.format.schema: For 'array' type, 'minItems' values other than 0 or 1" },
        { "output_config = {\"format\":{\"type\":\"json_schema\",\"schema\":{\"oneOf\":[{\"type\":\"string\"}]}}}", "output_config.format.schema: Schema type 'oneOf' is not supported" },
        { "output_config = {\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"string\",\"pattern\":\"(?=a)\"}}}", "output_config.format.schema: Unsupported regex feature" },
        { "output_config = {\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"string\",\"format\":\"phone\"}}}", "output_config.format.schema: For 'string' type, format 'phone'" },
        { "output_config = {\"format\":{\"type\":\"json_schema\",\"schema\":{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/a\"}}}}}}", "output_config.format.schema: Too many recursive definitions" },
        { "model = \"claude-3-7-sonnet-latest\" ;; output_config = {\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"string\"}}}", "'claude-3-7-sonnet-latest' does not support output format." },
        { "output_config = {\"verbosity\":\"low\"}", "output_config.verbosity: Extra inputs are not permitted" },

        // turns
        { "messages.0 = -", "messages: first message must use the \"user\" role" },
        { "messages.3 = {\"role\":\"user\",\"content\":\"x\"}", "messages: roles must alternate between \"user\" and \"assistant\", but found multiple \"user\" roles in a row" },
        { "messages.3 = {\"role\":\"system\",\"content\":\"x\"}", "messages.3: role 'system' is not supported on this model" },
        { "model = \"claude-sonnet-5\" ;; messages.3 = {\"role\":\"system\",\"content\":\"x\"}", "messages.3: role 'system' is not supported on this model" },
        { "model = \"claude-opus-4-8\" ;; messages.3 = {\"role\":\"system\",\"content\":\"x\"} ;; messages.4 = {\"role\":\"user\",\"content\":\"x\"}", "messages.3: `system` messages must directly follow a `user` message" },
        { "model = \"claude-opus-4-6\" ;; messages.3 = {\"role\":\"assistant\",\"content\":\"{\"}", "This model does not support assistant message prefill. The conversation must end with a user message." },
        { "messages.3 = {\"role\":\"assistant\",\"content\":\"so \"}", "messages: final assistant content cannot end with trailing whitespace" },
        { "messages.3 = {\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"so\\n\"}]}", "messages: final assistant content cannot end with trailing whitespace" },

        // calls and results
        { "messages.2.content.0 = -", "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1. Each `tool_use` block must have a corresponding `tool_result` block in the next message." },
        { "messages.2 = -", "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1." },
        { "messages.2.content = [{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"tool_result\",\"tool_use_id\":\"t1\"}]", "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1." },
        { "messages.2.content.2 = {\"type\":\"tool_result\",\"tool_use_id\":\"t2\"}", "messages.2.content.2: unexpected `tool_use_id` found in `tool_result` blocks: t2. Each `tool_result` block must have a corresponding `tool_use` block in the previous message." },
        { "messages.2.content.1 = {\"type\":\"tool_result\",\"tool_use_id\":\"t1\"}", "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: t1" },
        { "messages.1.content.2 = {\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"look\",\"input\":{}}", "messages: `tool_use` ids must be unique" },
    };

    /// <summary>What each family takes although another refuses it.</summary>
    public static TheoryData<string> Fine => new()
    {
        "temperature = 1",
        "model = \"claude-3-7-sonnet-latest\" ;; temperature = 0.5 ;; top_p = 0.5",
        "model = \"claude-opus-4-7\" ;; temperature = 1",
        "max_tokens = 0",
        "tools = []",
        "model = \"claude-opus-4-8\" ;; messages.3 = {\"role\":\"system\",\"content\":\"x\"}",
        "model = \"claude-opus-4-8\" ;; messages.3 = {\"role\":\"system\",\"content\":\"x\"} ;; messages.4 = {\"role\":\"assistant\",\"content\":\"y\"} ;; messages.5 = {\"role\":\"user\",\"content\":\"z\"}",
        "messages.3 = {\"role\":\"assistant\",\"content\":\"{\"}",
        "model = \"claude-opus-4-6\" ;; thinking = {\"type\":\"adaptive\"} ;; output_config = {\"effort\":\"max\"}",
        "model = \"claude-sonnet-5-5\" ;; thinking = {\"type\":\"between_tools\"}",
        "model = \"claude-opus-4-6\" ;; thinking = {\"type\":\"adaptive\"} ;; tool_choice = {\"type\":\"any\"}",
        "tools.0.input_schema.properties.items = {\"type\":\"string\"}",
        "tools.0.strict = true",
        "tools.1 = {\"type\":\"web_search_20250305\",\"name\":\"web_search\"}",
        "tools.0.cache_control = {\"type\":\"ephemeral\",\"ttl\":\"1h\"} ;; system.0.cache_control = {\"type\":\"ephemeral\"}",
        "messages.2.content.0.content = -",
        "messages.1.content.0 = {\"type\":\"redacted_thinking\",\"data\":\"x\"}",
        "output_config = {\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":{\"minimum\":{\"type\":\"string\"}},\"additionalProperties\":false}}}",
        "metadata.user_id = \"3f7a1c0e9b\"",
    };

    public static TheoryData<string> Recorded => [.. WireFixtures.NamesOf(WireKind.AnthropicRequest)];

    public async ValueTask InitializeAsync() => _client = await ProviderClient.StartAsync();

    public async ValueTask DisposeAsync() => await _client.DisposeAsync();

    [Fact]
    public async Task The_good_request_is_good() => Assert.Null(await RefusalAsync(Good));

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_broken_rule_is_refused(string change, string message) =>
        Assert.StartsWith(message, await RefusalAsync(JsonPatching.Patch(Good, change)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Fine))]
    public async Task What_a_family_takes_is_taken(string change) => Assert.Null(await RefusalAsync(JsonPatching.Patch(Good, change)));

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Every_recorded_request_is_accepted(string name)
    {
        Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);
        Assert.Null(await RefusalAsync(Encoding.UTF8.GetString(WireFixtures.Get(name).Raw())));
    }

    [Fact]
    public async Task A_recorded_refusal_is_repeated_to_the_word()
    {
        Assert.SkipUnless(WireFixtures.Found, WireFixtures.Missing);
        var recorded = JsonNode.Parse(WireFixtures.Get("vercel-ai/anthropic-branches/anthropic-issue-17366-orphan-tool-result.1.json").Raw())!;

        Assert.Equal(
            (string?)recorded["response"]!["body"]!["error"]!["message"],
            await RefusalAsync(recorded["request"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("anthropic-version", "", 400, "anthropic-version: header is required")]
    [InlineData("anthropic-version", "2024-01-01", 400, "anthropic-version: \"2024-01-01\" is not a valid version")]
    [InlineData("x-api-key", "", 401, "x-api-key header is required")]
    [InlineData("authorization", "Bearer k", 401, "Only one of the x-api-key and Authorization headers may be sent.")]
    [InlineData("anthropic-beta", "nonsense", 400, "Unexpected value(s) `nonsense` for the `anthropic-beta` header.")]
    public async Task A_bad_header_is_refused(string name, string value, int status, string message)
    {
        using var response = await _client.SendAsync("/v1/messages", Good, (name, value));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith(message, _client.Provider.Ledger.Refusals[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("temperature", "1")]
    [InlineData("top_p", "0.9")]
    public async Task The_new_version_knows_no_sampling(string name, string value)
    {
        using var response = await _client.SendAsync("/v1/messages", JsonPatching.Patch(Good, $"{name} = {value}"), ("anthropic-version", "2026-10-21"));

        Assert.Equal($"{name}: Extra inputs are not permitted", _client.Provider.Ledger.Refusals.Single());
    }

    [Fact]
    public async Task Unknown_models_and_addresses_are_not_found()
    {
        using var model = await _client.SendAsync("/v1/messages", JsonPatching.Patch(Good, "model = \"claude-nine\""));
        using var address = await _client.SendAsync("/v1/v1/messages", Good);

        Assert.Equal((404, 404), ((int)model.StatusCode, (int)address.StatusCode));
        Assert.Equal(["model: claude-nine", "Not Found"], _client.Provider.Ledger.Refusals);
    }

    [Fact]
    public async Task Other_names_and_roles_in_a_row_are_options()
    {
        await using var lenient = await ProviderClient.StartAsync(new ScriptedProviderOptions
        {
            RolesMustAlternate = false,
            Models = new Dictionary<string, string> { ["my-deployment"] = "claude-sonnet-4-5" },
        });
        using var response = await lenient.SendAsync("/anthropic/v1/messages", JsonPatching.Patch(Good,
            "model = \"my-deployment\" ;; messages.3 = {\"role\":\"user\",\"content\":\"x\"}"));

        Assert.Empty(lenient.Provider.Ledger.Refusals);
    }

    /// <summary>Thinking goes back as it came; one word more in front of it, and a model that binds it refuses.</summary>
    [Theory]
    [InlineData("claude-opus-5-5", "", null)]
    [InlineData("claude-opus-5-5", "tools.0.cache_control = {\"type\":\"ephemeral\"}", null)]
    [InlineData("claude-opus-5-5", "system.0.text = \"be long\"", "messages.3.content.0: Invalid `signature` in `thinking` block. The block is bound to a different conversation")]
    [InlineData("claude-opus-5-5", "messages.3.content.0.thinking = \"other\"", "messages.3.content.0: Invalid `signature` in `thinking` block")]
    [InlineData("claude-opus-5", "system.0.text = \"be long\"", null)]
    public async Task Thinking_comes_back_signed(string model, string change, string? refusal)
    {
        var first = JsonPatching.Patch(Good, $"model = \"{model}\"");
        var answer = await _client.AskAsync("/v1/messages", first);
        var second = JsonPatching.Patch(first, $"messages.3 = {new JsonObject { ["role"] = "assistant", ["content"] = answer["content"]!.DeepClone() }.ToJsonString()} ;; messages.4 = {{\"role\":\"user\",\"content\":\"go on\"}}");

        Assert.Equal(refusal, await RefusalAsync(JsonPatching.Patch(second, change)));
    }

    private async Task<string?> RefusalAsync(string body)
    {
        using var response = await _client.SendAsync("/v1/messages", body);
        var json = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (int)response.StatusCode == 200 ? null : (string?)JsonNode.Parse(json)!["error"]!["message"];
    }
}
