using CsCheck;
using Orleans.Gateway.Translation.Errors;

namespace Orleans.Gateway.Translation.Tests.Errors;

public class MessageMaskTests
{
    public static TheoryData<string> Ordinary =>
    [
        "messages.3.content.1: Input should be a valid dictionary",
        "max_tokens: 9000 > 8192, which is the maximum allowed number of output tokens for claude-3-5-sonnet-20241022",
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        "The model `gpt-4.1-nano-wrong` does not exist or you do not have access to it.",
        "Invalid value: 'foo'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.",
        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_019P95AL5DFCUyhtgQDcWJ3x. Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
        "messages.2.content.0: unexpected `tool_use_id` found in `tool_result` blocks: srvtoolu_01FvCG2mjosttzrL4Lnb5mHy.",
        "tools.0.custom.input_schema.type: Field required",
        "tool_choice: type \"tool\" and \"any\" are not supported for this model.",
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 130521 tokens. Please reduce the length of the messages.",
        "prompt is too long: 205000 tokens > 200000 maximum",
        "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again",
        "`temperature` is deprecated for this model.",
        "metadata.user_id: user_id appears to contain an email address. Please send a uuid or hash value instead.",
        "Invalid schema for response_format 'answer': In context=('properties', 'a'), 'additionalProperties' is required to be supplied and to be false.",
        "-42 is less than the minimum of 1 - 'dimensions'",
        "Models gpt-4o, claude-sonnet-4-5, claude-3-5-sonnet@20240620, llama3.1:70b, meta-llama/Llama-3.1-8B-Instruct and o4-mini-2025-04-16 need version 1.2.3.",
        "Unsupported api-version 2024-10-21-preview at 12:30:45 (HTTP 400), request id: req_011CSHoEeqs5C35K2UUqR7Fy",
        "Request id 735e434874a24f68a2390b3cab149242 failed",
        "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.",
        "Unexpected value(s) `interleaved-thinking-2025-05-14` for the `anthropic-beta` header. Please consult our documentation.",
        "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'",
        "System.Text.Json.JsonException at line 3, column 12: '0x0A' is invalid within a JSON string.",
        "thinking.type.enabled is not supported; use thinking.type.adaptive (see tool_call.id and function.name)",
        "",
    ];

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void Ordinary_message_stays_as_it_is(string message) => Assert.Equal(message, MessageMask.Clean(message));

    /// <summary>The message, the masked message.</summary>
    public static TheoryData<string, string> Telling => new()
    {
        { "See https://contoso.openai.azure.com/openai/deployments/x?api-version=1 for more.", "See [url] for more." },
        { "Error:https://user:pw@10.0.0.1/a(b,c);d failed", "Error:[url] failed" },
        { "Post \"http://llm-7:8080/v1\": connection refused", "Post \"[url]\": connection refused" },
        { "could not resolve contoso.openai.azure.com", "could not resolve [host]" },
        { "dial tcp 10.244.3.17:8080: connect refused", "dial tcp [address]: connect refused" },
        { "lookup vllm.models.svc.cluster.local on 10.96.0.10:53", "lookup [host] on [address]" },
        { "connect to [2001:db8::17]:443 and fe80::1%eth0", "connect to [[address]]:443 and [address]" },
        { "backend vllm-0.prod:8000 or vllm-gpu-3:8000 or localhost:11434 is gone", "backend [host] or [host] or [host] is gone" },
        { "at api.contoso.id/v1/models", "at [host]" },
        { "POST /openai/deployments/gpt4-prod/chat/completions failed", "POST [url] failed" },
        { "Incorrect API key provided: sk-proj-abcd****wxyz. You can find your API key elsewhere.", "Incorrect API key provided: [key]. You can find your API key elsewhere." },
        { "Incorrect API key provided: not-a-re**************************ized.", "Incorrect API key provided: [key]." },
        { "bad key sk-abc", "bad key [key]" },
        { "key=0123456789abcdef0123456789abcdef", "key=[key]" },
        { "token: abcd1234efgh", "token: [key]" },
        { "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "Authorization: Bearer [key]" },
        { "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY was refused", "[key] was refused" },
        { "Rate limit reached for gpt-4o in organization org-Ab12Cd34Ef56Gh78 on requests per min", "Rate limit reached for gpt-4o in organization [name] on requests per min" },
        { "Project `proj_Ab12Cd34Ef56` (org-Ab12Cd34Ef56Gh78) has no access", "Project `[name]` ([account]) has no access" },
        { "not for acct_1A2b3C4d5E", "not for [account]" },
        { "The deployment 'gpt4 of team 7' was not found in resource \"contoso-eu\".", "The deployment '[name]' was not found in resource \"[name]\"." },
        { "deployment contoso-gpt4 of account with id 'acme' is gone", "deployment [name] of account with id '[name]' is gone" },
        { "subscription 1f2e3d4c-0000-4000-8000-123456789abc is disabled", "subscription [name] is disabled" },
        { "/subscriptions/1f2e3d4c/resourceGroups/rg/providers/x not found", "[url] not found" },
        { "ask admin@contoso.com, please", "ask [email], please" },
        { "a\tb\0c", "a b c" },
    };

    [Theory]
    [MemberData(nameof(Telling))]
    public void What_tells_about_the_backend_is_masked(string message, string expected) => Assert.Equal(expected, MessageMask.Clean(message));

    [Fact]
    public void Long_message_ends_in_an_ellipsis()
    {
        var clean = MessageMask.Clean(string.Concat(Enumerable.Repeat("word ", 1_000)));

        Assert.Equal(MessageMask.MaxLength, clean.Length);
        Assert.EndsWith("…", clean, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_never_splits_a_character()
    {
        foreach (var shift in new[] { "", "x" })
        {
            var clean = MessageMask.Clean(shift + string.Concat(Enumerable.Repeat("🙂", 2_000)));

            Assert.False(char.IsHighSurrogate(clean[^2]));
        }
    }

    public static TheoryData<string> Unfriendly =>
    [
        "a", "a.", "a:", "1.", "@", "a@", "://", "http://", "deployment '", "deployment \"", "sk-", "=", "::", "1:", "-", "www.", "key=",
    ];

    /// <summary>Milliseconds each. What is quadratic would take hours: the test needs no clock to fail.</summary>
    [Theory]
    [MemberData(nameof(Unfriendly))]
    public void A_megabyte_of_anything_is_cleaned_in_linear_time(string piece) =>
        Assert.InRange(MessageMask.Clean(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length))).Length, 0, MessageMask.MaxLength);

    [Fact]
    public void Any_text_is_cleaned_without_an_exception_and_within_the_cap() =>
        Gen.String[Gen.Char["ab1.:/@-_=*'\" %[]{}sk\n\0é"], 0, 200].Sample(
            text => Assert.InRange(MessageMask.Clean(text).Length, 0, MessageMask.MaxLength), iter: 20_000, seed: "0000KOIPe036");
}
