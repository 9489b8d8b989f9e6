namespace Orleans.Gateway.FakeProvider;

public sealed record ScriptedProviderOptions
{
    /// <summary>The keys that are accepted. Default: any key that is not empty.</summary>
    public IReadOnlySet<string>? Keys { get; init; }

    /// <summary>
    /// Further models, deployment names for instance, each with the known model that it behaves like:
    /// <c>["my-deployment"] = "claude-sonnet-4-6"</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    /// <summary>Anthropic merges adjacent turns of one role; its older versions and other servers of its format refuse them. Default: refused.</summary>
    public bool RolesMustAlternate { get; init; } = true;

    /// <summary>HTTP/2 with prior knowledge, for many streams on few connections. Breaking off at a byte is an HTTP/1.1 affair. Default: HTTP/1.1.</summary>
    public bool Http2 { get; init; }

    /// <summary>For pauses and time stamps. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
