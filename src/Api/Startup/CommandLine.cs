using System.CommandLine;

namespace Orleans.Gateway.Api.Startup;

/// <summary>What the process was asked to do.</summary>
/// <param name="Config">The document; null when none was named.</param>
/// <param name="ValidateOnly">Say whether the document is valid, and stop.</param>
/// <param name="ProbeOnly">Ask the process that runs on this machine whether it is ready, and stop.</param>
/// <param name="Settings">Arguments that are settings: <c>--Gateway:DataDirectory=/var/lib/gateway</c>.</param>
internal sealed record CommandLine(string? Config, bool ValidateOnly, bool ProbeOnly, IReadOnlyList<string> Settings)
{
    /// <summary>The exit code when there is nothing more to do, because of <c>--help</c>, <c>--version</c> or a mistake; null to go on.</summary>
    public static int? Read(string[] args, out CommandLine commandLine)
    {
        var config = new Option<string?>("--config") { Description = "The document that says which backends, APIs, products and subscriptions there are (else GATEWAY_CONFIG).", HelpName = "file" };
        var validate = new Option<bool>("--validate") { Description = "Check the document and stop: exit code 0 when it is valid, 2 when it is not." };
        var probe = new Option<bool>("--probe") { Description = "Ask the gateway that listens on this machine whether it is ready, and stop: exit code 0 when it is, 1 when it is not. For containers." };
        var root = new RootCommand("One OpenAI Chat Completions endpoint in front of all your models. Any setting can be given as --Section:Key=value.") { config, validate, probe };
        root.TreatUnmatchedTokensAsErrors = false;

        var parsed = root.Parse([.. Joined(args)]);
        var settings = parsed.UnmatchedTokens;
        commandLine = new CommandLine(null, false, false, settings);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine(error.Message);
            }

            return 2;
        }

        commandLine = new CommandLine(parsed.GetValue(config), parsed.GetValue(validate), parsed.GetValue(probe), settings);
        if (parsed.Action is System.CommandLine.Help.HelpAction || parsed.CommandResult.Children.Any(child => child is System.CommandLine.Parsing.OptionResult { Option: VersionOption }))
        {
            return parsed.Invoke();
        }

        if (settings.FirstOrDefault(setting => !IsSetting(setting)) is { } unknown)
        {
            Console.Error.WriteLine($"'{unknown}' is no option. Use --config, --validate, --probe, or a setting such as --urls=http://127.0.0.1:8080 or --Gateway:DataDirectory=./data.");
            return 2;
        }

        return null;
    }

    /// <summary>Settings as one token each: .NET's own configuration takes <c>--urls http://…</c> as well, so people write it.</summary>
    private static IEnumerable<string> Joined(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var hasValueBehind = IsSettingName(args[i]) && i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            yield return hasValueBehind ? $"{args[i]}={args[++i]}" : args[i];
        }
    }

    private static bool IsSetting(string token) =>
        token.IndexOf('=', StringComparison.Ordinal) is var at && at > 2 && IsSettingName(token.AsSpan(0, at));

    private static bool IsSettingName(ReadOnlySpan<char> token) =>
        token.StartsWith("--") && !token.Contains('=') && (KnownSettings.HasSection(token[2..]) || token[2..].Equals("urls", StringComparison.OrdinalIgnoreCase));
}
