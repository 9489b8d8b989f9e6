using Orleans.Gateway.Contracts.Definitions;

namespace Orleans.Gateway.Grains.Limits.Tokens;

/// <summary>The models whose tokens are those of <see cref="TokenCounter"/>.</summary>
internal static class KnownTokenizers
{
    private static readonly string[] Prefixes = ["gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-oss", "o1", "o3", "o4"];

    /// <param name="model">The backend's name of it, or the alias.</param>
    public static bool Count(string format, string model) =>
        format == BackendFormats.Echo
        || (format == BackendFormats.OpenAi && Prefixes.Any(prefix => model.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
}
